//! What `cargo x race` is told.

use super::{PEERS, Peer, RAW};

/// The command line.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// Who races: the raw loop first, as all are compared with it.
    pub peers: Vec<Peer>,
    /// How many connections, each with one request under way.
    pub connections: usize,
    /// How long each run is measured, in seconds.
    pub seconds: f64,
    /// How often each server runs.
    pub rounds: usize,
    /// Whether server and client are kept on a core each.
    pub pin: bool,
    /// Whether server and client go before everybody else on the machine, who stand still meanwhile.
    pub realtime: bool,
    /// Whether system calls are counted too, in a run of their own.
    pub calls: bool,
    /// Whether to report though the control says that there is nothing to report.
    pub anyway: bool,
    /// Whether the last line is for programs.
    pub json: bool,
}

impl Options {
    /// Understands the words after `race`.
    ///
    /// # Errors
    /// What is wrong with them, in one line.
    pub fn parse(words: &[&str]) -> Result<Options, String> {
        let mut options = Options {
            peers: vec![RAW],
            connections: 512,
            seconds: 2.0,
            rounds: 7,
            pin: false,
            realtime: false,
            calls: false,
            anyway: false,
            json: false,
        };
        let mut words = words.iter().copied();
        // The kind of work. There is one so far.
        match words.next() {
            Some("serve") => {}
            Some(other) => return Err(format!("there is no work called `{other}`; there is: serve")),
            None => return Err("say which work: `cargo x race serve`".into()),
        }
        while let Some(word) = words.next() {
            match word {
                "--pin" => options.pin = true,
                "--realtime" => options.realtime = true,
                "--calls" => options.calls = true,
                "--anyway" => options.anyway = true,
                "--json" => options.json = true,
                "--connections" => options.connections = number(word, words.next(), 1.0, 20_000.0)? as usize,
                "--rounds" => options.rounds = number(word, words.next(), 1.0, 1000.0)? as usize,
                "--seconds" => options.seconds = number(word, words.next(), 0.1, 600.0)?,
                name => options.add(name)?,
            }
        }
        if options.peers.len() == 1 {
            options.peers = PEERS.to_vec();
        }
        Ok(options)
    }

    fn add(&mut self, name: &str) -> Result<(), String> {
        let Some(peer) = PEERS.iter().find(|peer| peer.name == name) else {
            let names: Vec<&str> = PEERS.iter().map(|peer| peer.name).collect();
            return Err(format!("`{name}` is no server here; there are: {}", names.join(" ")));
        };
        if !self.peers.contains(peer) {
            self.peers.push(*peer);
        }
        Ok(())
    }
}

fn number(flag: &str, word: Option<&str>, least: f64, most: f64) -> Result<f64, String> {
    let number = word.and_then(|word| word.parse().ok()).filter(|number| (least..=most).contains(number));
    number.ok_or_else(|| format!("{flag} wants a number from {least} to {most}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(words: &[&str]) -> Vec<&'static str> {
        Options::parse(words).unwrap().peers.iter().map(|peer| peer.name).collect()
    }

    #[test]
    fn the_raw_loop_always_races_and_is_first() {
        assert_eq!(
            names(&["serve", "ch05", "raw-epoll", "--pin", "tokio", "ch05"]),
            ["raw-epoll", "ch05", "tokio"]
        );
        assert_eq!(names(&["serve"])[0], "raw-epoll");
        assert_eq!(names(&["serve"]).len(), PEERS.len());
    }

    #[test]
    fn flags_and_their_values_are_understood() {
        let words = [
            "serve",
            "--connections",
            "64",
            "--seconds",
            "0.5",
            "--rounds",
            "3",
            "--calls",
            "--realtime",
            "--json",
        ];
        let options = Options::parse(&words).unwrap();
        assert_eq!((options.connections, options.rounds), (64, 3));
        assert!(
            options.seconds == 0.5
                && options.calls
                && options.json
                && options.realtime
                && !options.pin
                && !options.anyway
        );
    }

    #[test]
    fn what_is_not_understood_is_named() {
        for (words, part) in [
            (&["dance"][..], "dance"),
            (&[][..], "serve"),
            (&["serve", "ch99"][..], "ch99"),
            (&["serve", "--rounds"][..], "--rounds"),
            (&["serve", "--rounds", "0"][..], "--rounds"),
            (&["serve", "--seconds", "soon"][..], "--seconds"),
        ] {
            let error = Options::parse(words).unwrap_err();
            assert!(error.contains(part), "{words:?}: {error}");
        }
    }
}
