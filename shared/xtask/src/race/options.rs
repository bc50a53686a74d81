//! What `cargo x race` is told.

use std::path::PathBuf;

use super::peers::Peer;
use super::works::{Case, works};

/// The command line.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// What is to be done.
    pub task: Task,
    /// Who was named; nobody means all.
    pub named: Vec<Peer>,
    /// How many connections, or how many things make a batch, if not as many as usual.
    pub size: Option<usize>,
    /// How long each run is measured, in seconds, if not as long as usual.
    pub seconds: Option<f64>,
    /// How often each peer runs.
    pub rounds: usize,
    /// Whether server and client are kept on a core each, and what has no client on one.
    pub pin: bool,
    /// Whether they go before everybody else on the machine, who stand still meanwhile.
    pub realtime: bool,
    /// Whether system calls are counted too, in a run of their own.
    pub calls: bool,
    /// Whether to report though the control says that there is nothing to report.
    pub anyway: bool,
    /// Where the figures go, for programs.
    pub json: Option<PathBuf>,
    /// Where the chart goes.
    pub svg: Option<PathBuf>,
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq)]
pub enum Task {
    /// These cases are raced, one after the other.
    Race(Vec<&'static Case>),
    /// Everything that the bars need, and a verdict on each.
    Bars,
    /// Instructions are counted.
    Counts,
}

impl Options {
    /// Understands the words after `race`.
    ///
    /// # Errors
    /// What is wrong with them, in one line.
    pub fn parse(words: &[&str]) -> Result<Options, String> {
        let mut words = words.iter().copied();
        let task = match words.next() {
            Some("bars") => Task::Bars,
            Some("counts") => Task::Counts,
            Some(work) => match Case::of_work(work) {
                cases if cases.is_empty() => {
                    return Err(format!("there is no work called `{work}`; there are: {}", tasks()));
                }
                cases => Task::Race(cases),
            },
            None => return Err(format!("say which work: {}; or --help", tasks())),
        };
        let mut options = Options {
            task,
            named: Vec::new(),
            size: None,
            seconds: None,
            rounds: 7,
            pin: false,
            realtime: false,
            calls: false,
            anyway: false,
            json: None,
            svg: None,
        };
        while let Some(word) = words.next() {
            match word {
                "--pin" => options.pin = true,
                "--realtime" => options.realtime = true,
                "--calls" => options.calls = true,
                "--anyway" => options.anyway = true,
                "--json" => options.json = Some(file(word, words.next())?),
                "--svg" => options.svg = Some(file(word, words.next())?),
                "--connections" | "--size" => {
                    options.size = Some(number(word, words.next(), 1.0, 10_000_000.0)? as usize);
                }
                "--rounds" => options.rounds = number(word, words.next(), 1.0, 1000.0)? as usize,
                "--seconds" => options.seconds = Some(number(word, words.next(), 0.1, 600.0)?),
                flag if flag.starts_with('-') => {
                    return Err(format!("{flag} is no flag here; --help lists them"));
                }
                name => {
                    let peer = Peer::parse(name)?;
                    if !options.named.contains(&peer) {
                        options.named.push(peer);
                    }
                }
            }
        }
        options.check()?;
        Ok(options)
    }

    /// Refuses what would otherwise be ignored in silence.
    fn check(&self) -> Result<(), String> {
        match &self.task {
            Task::Bars if !self.named.is_empty() => Err("bars: who races stands in the bars".into()),
            Task::Bars if self.size.is_some() => Err("bars: the sizes stand in the bars".into()),
            Task::Counts if self.json.is_some() || self.svg.is_some() => {
                Err("counts: prints a table, and no file".into())
            }
            Task::Counts if self.size.is_some() || self.seconds.is_some() => {
                Err("counts: the lengths are fixed, so that two runs are the same".into())
            }
            Task::Race(cases) if self.size.is_some() && cases.len() > 1 => {
                Err("--size is for a work with one size; leave it out".into())
            }
            _ => Ok(()),
        }
    }

    /// How many connections, or how many things make a batch.
    pub fn size(&self, case: &Case) -> usize {
        self.size.unwrap_or(case.size)
    }

    /// How long each run is measured, in seconds.
    pub fn seconds(&self, case: &Case) -> f64 {
        self.seconds.unwrap_or_else(|| case.seconds())
    }
}

fn tasks() -> String {
    format!("{} all bars counts", works().join(" "))
}

fn file(flag: &str, word: Option<&str>) -> Result<PathBuf, String> {
    match word {
        Some(word) if !word.starts_with('-') => Ok(word.into()),
        _ => Err(format!("{flag} wants a file")),
    }
}

fn number(flag: &str, word: Option<&str>, least: f64, most: f64) -> Result<f64, String> {
    let number = word.and_then(|word| word.parse().ok()).filter(|number| (least..=most).contains(number));
    number.ok_or_else(|| format!("{flag} wants a number from {least} to {most}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_and_their_values_are_understood() {
        let words = "serve ch05 --connections 64 --seconds 0.5 --rounds 3 --calls --realtime --json a.json --svg b.svg ch05";
        let options = Options::parse(&words.split(' ').collect::<Vec<_>>()).unwrap();
        let Task::Race(cases) = &options.task else { panic!("{:?}", options.task) };
        assert_eq!((options.size(cases[0]), options.rounds, options.seconds(cases[0])), (64, 3, 0.5));
        assert!(options.calls && options.realtime && !options.pin && !options.anyway);
        assert_eq!(options.json, Some("a.json".into()));
        assert_eq!(options.svg, Some("b.svg".into()));
        assert_eq!(options.named.len(), 1);
    }

    #[test]
    fn without_flags_each_work_has_its_own_length_and_size() {
        let options = Options::parse(&["all"]).unwrap();
        let Task::Race(cases) = &options.task else { panic!("{:?}", options.task) };
        assert!(cases.iter().all(|case| options.size(case) == case.size));
        assert_eq!(Options::parse(&["bars"]).unwrap().task, Task::Bars);
        assert_eq!(Options::parse(&["counts", "ch08"]).unwrap().task, Task::Counts);
    }

    #[test]
    fn what_is_not_understood_is_named() {
        for (words, part) in [
            (&["dance"][..], "dance"),
            (&[][..], "serve"),
            (&["serve", "ch99"][..], "ch99"),
            (&["serve", "--round"][..], "--round"),
            (&["serve", "--rounds"][..], "--rounds"),
            (&["serve", "--rounds", "0"][..], "--rounds"),
            (&["serve", "--seconds", "soon"][..], "--seconds"),
            (&["serve", "--json"][..], "--json wants a file"),
            (&["serve", "--json", "--pin"][..], "--json wants a file"),
            (&["spawn", "--size", "5"][..], "one size"),
            (&["bars", "ch05"][..], "bars"),
            (&["counts", "--size", "5"][..], "counts"),
        ] {
            let error = Options::parse(words).unwrap_err();
            assert!(error.contains(part), "{words:?}: {error}");
        }
    }
}
