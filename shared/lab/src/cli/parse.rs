//! A command line, taken apart: which command, with which flags.

use std::ffi::OsString;

use lexopt::{Arg, Parser};

use super::args::{Args, Flag, Given, Value};
use super::suggest::{closest, did_you_mean};
use super::{Chapter, Command};

/// What a command line asks for.
#[derive(Debug)]
pub(super) enum Asked<'c> {
    /// `--help`, of one command or of all.
    Help(Option<Command<'c>>),
    /// To run a command.
    Run(Command<'c>, Args),
}

/// Parses a command line. Flags may stand before or after the command; without a command, the main demo is meant.
///
/// The error is one line for the user.
pub(super) fn parse<'c>(chapter: &'c Chapter, words: &[OsString]) -> Result<Asked<'c>, String> {
    let name = command_name(chapter, words)?;
    let command = match &name {
        Some(name) if name == "help" => return Ok(Asked::Help(None)),
        Some(name) => Command::find(chapter, name).ok_or_else(|| unknown_command(chapter, name))?,
        None => Command::main_demo(chapter),
    };
    let flags = command.flags();
    let declared = flags.iter().map(|flag| flag.name).collect();
    let mut args = Args { declared, ..Args::default() };
    let mut command_seen = false;
    let mut parser = Parser::from_args(words);
    while let Some(arg) = parser.next().map_err(|error| error.to_string())? {
        match arg {
            Arg::Short('h') | Arg::Long("help") => return Ok(Asked::Help(name.is_some().then_some(command))),
            Arg::Long(long) => {
                let long = long.to_owned();
                let flag = flags.iter().find(|flag| flag.name == long);
                let flag = flag.ok_or_else(|| unknown_flag(chapter, &command, &long))?;
                args.given.insert(flag.name, value(flag, &mut parser)?);
            }
            Arg::Short(short) => return Err(unknown_flag(chapter, &command, &short.to_string())),
            Arg::Value(word) if name.is_some() && !command_seen => {
                debug_assert_eq!(word.to_str(), name.as_deref());
                command_seen = true;
            }
            Arg::Value(word) if command.takes_operands() => args.operands.push(utf8(word)?),
            Arg::Value(word) => {
                let word = utf8(word)?;
                return Err(format!("unexpected `{}` after {}", word.escape_debug(), command.name()));
            }
        }
    }
    Ok(Asked::Run(command, args))
}

/// The first word that is neither a flag nor the value of one. A flag before the command may be any command's, so all
/// are asked whether such a flag takes a value.
fn command_name(chapter: &Chapter, words: &[OsString]) -> Result<Option<String>, String> {
    let all: Vec<Flag> = Command::all(chapter).iter().flat_map(|command| command.flags()).collect();
    let takes_value =
        |name: &str| all.iter().any(|flag| flag.name == name && !matches!(flag.value, Value::None));
    let mut parser = Parser::from_args(words);
    while let Some(arg) = parser.next().map_err(|error| error.to_string())? {
        match arg {
            Arg::Value(word) => return utf8(word).map(Some),
            Arg::Long(long) => {
                let needs = takes_value(long);
                // Without a value the second pass complains; here it is only stepped over.
                if parser.optional_value().is_none() && needs {
                    next_word(&mut parser);
                }
            }
            Arg::Short(_) => {}
        }
    }
    Ok(None)
}

/// The value of a flag that was just seen: `--flag=value` or `--flag value`.
fn value(flag: &Flag, parser: &mut Parser) -> Result<Given, String> {
    let attached = parser.optional_value();
    if let Value::None = flag.value {
        return match attached {
            None => Ok(Given::Nothing),
            Some(_) => Err(format!("--{} takes no value", flag.name)),
        };
    }
    let Some(text) = attached.or_else(|| next_word(parser)) else {
        return Err(format!("--{} needs a value: {}", flag.name, flag.value.placeholder()));
    };
    let text = utf8(text)?;
    flag.value
        .check(text.clone())
        .map_err(|wanted| format!("--{} takes {wanted}, not `{}`", flag.name, text.escape_debug()))
}

/// The next word, unless it is a flag: `--svg --json` has forgotten a value, and no file is called `--json`.
fn next_word(parser: &mut Parser) -> Option<OsString> {
    parser.try_raw_args()?.next_if(|word| !word.to_string_lossy().starts_with("--"))
}

fn utf8(word: OsString) -> Result<String, String> {
    word.into_string().map_err(|word| format!("`{}` is not UTF-8", word.to_string_lossy().escape_debug()))
}

fn unknown_command(chapter: &Chapter, name: &str) -> String {
    let name = name.escape_debug();
    if name.to_string().contains("://") {
        return format!("unknown command `{name}`; to get it: fetch {name}");
    }
    let commands = Command::all(chapter);
    let near = closest(&name.to_string(), commands.iter().map(Command::name));
    format!("unknown command `{name}`{}", did_you_mean(near, "", "; --help lists all"))
}

fn unknown_flag(chapter: &Chapter, command: &Command<'_>, name: &str) -> String {
    let dashes = if name.chars().count() == 1 { "-" } else { "--" };
    let shown = format!("{dashes}{}", name.escape_debug());
    let own = command.flags();
    if let Some(near) = closest(name, own.iter().map(|flag| flag.name)) {
        return format!("unknown flag {shown} of {}{}", command.name(), did_you_mean(Some(near), "--", ""));
    }
    let others = Command::all(chapter);
    let owner = others.iter().find(|other| other.flags().iter().any(|flag| flag.name == name));
    match owner {
        Some(owner) => format!("{} has no flag {shown}; {} has", command.name(), owner.name()),
        None => format!("unknown flag {shown} of {}; --help lists all", command.name()),
    }
}

#[cfg(test)]
mod tests {
    use std::process::ExitCode;

    use super::super::{Demo, Failure, FetchCommand, Hidden, Report, ServeCommand};
    use super::*;

    const BOARDS: Flag = Flag { name: "boards", value: Value::Number(1, 24), about: "" };
    const WORKS: Flag = Flag { name: "works", value: Value::Numbers(0, 100), about: "" };

    fn demo(name: &'static str, flags: &'static [Flag]) -> Demo {
        Demo { name, about: "", rows: "S0", flags, run: |_| -> Result<Report, Failure> { unreachable!() } }
    }

    fn chapter() -> Chapter {
        let demos = Box::leak(Box::new([demo("three", &[WORKS]), demo("chess", &[BOARDS])]));
        Chapter {
            package: "ch00",
            about: "",
            demos,
            fetch: Some(FetchCommand {
                flags: &[],
                model: |_| "none",
                resolve: |_| Vec::new(),
                run: |_, _, _| Vec::new(),
            }),
            serve: Some(ServeCommand { flags: &[], about: "", prepare: || Ok(()), run: |_, _| Ok(()) }),
            models: Vec::new,
            hidden: &[Hidden { name: "worker", run: |_| ExitCode::SUCCESS }],
        }
    }

    /// What a command line means: the command with its flags and operands, or the complaint.
    fn asked(line: &str) -> String {
        let chapter = chapter();
        let words: Vec<OsString> = line.split_whitespace().map(OsString::from).collect();
        match parse(&chapter, &words) {
            Ok(Asked::Help(command)) => format!("help {}", command.map_or("all", |command| command.name())),
            Ok(Asked::Run(command, args)) => {
                let given: Vec<String> = args
                    .given
                    .iter()
                    .map(|(name, value)| match value {
                        Given::Nothing => format!(" {name}"),
                        Given::Number(n) => format!(" {name}={n}"),
                        Given::Numbers(list) => format!(" {name}={list:?}"),
                        Given::Text(text) => format!(" {name}={text}"),
                    })
                    .chain(args.operands.iter().map(|operand| format!(" [{operand}]")))
                    .collect();
                format!("{}{}", command.name(), given.concat())
            }
            Err(complaint) => complaint,
        }
    }

    #[test]
    fn a_command_line_means_what_it_says() {
        for (line, meaning) in [
            ("", "three"),
            ("--json", "three json"),
            ("--works 1,2,3", "three works=[1, 2, 3]"),
            ("chess", "chess"),
            ("chess --boards 6", "chess boards=6"),
            ("chess --boards=6", "chess boards=6"),
            ("--boards 6 chess", "chess boards=6"),
            ("--boards=6 --json chess --svg a.svg", "chess boards=6 json svg=a.svg"),
            ("chess --boards 6 --boards 7", "chess boards=7"),
            ("fetch", "fetch"),
            ("fetch --requests 3 --delay 0", "fetch delay=0 requests=3"),
            ("--save out fetch http://a/ http://b/", "fetch save=out [http://a/] [http://b/]"),
            ("fetch -- --odd", "fetch [--odd]"),
            ("serve --port 0", "serve port=0"),
            ("compare --sweep 1,10", "compare sweep=[1, 10]"),
            ("list", "list"),
            ("--help", "help all"),
            ("-h", "help all"),
            ("help", "help all"),
            ("chess --help", "help chess"),
            ("--help serve", "help serve"),
        ] {
            assert_eq!(asked(line), meaning, "`{line}`");
        }
    }

    #[test]
    fn what_makes_no_sense_is_told_in_one_line() {
        for (line, complaint) in [
            ("chees", "unknown command `chees`; did you mean `chess`?"),
            ("zebra", "unknown command `zebra`; --help lists all"),
            ("worker2", "unknown command `worker2`; --help lists all"),
            ("http://a/", "unknown command `http://a/`; to get it: fetch http://a/"),
            ("chess --bords 6", "unknown flag --bords of chess; did you mean `--boards`?"),
            ("fetch --boards 6", "fetch has no flag --boards; chess has"),
            ("--boards 6", "three has no flag --boards; chess has"),
            ("chess --quite-other", "unknown flag --quite-other of chess; --help lists all"),
            ("chess -x", "unknown flag -x of chess; --help lists all"),
            ("chess --boards", "--boards needs a value: N"),
            ("--boards", "three has no flag --boards; chess has"),
            ("chess --svg --json", "--svg needs a value: FILE"),
            ("chess --svg=", "--svg takes FILE, not ``"),
            ("chess --json=1", "--json takes no value"),
            ("chess --boards 0", "--boards takes a whole number from 1 to 24, not `0`"),
            ("chess --boards 25", "--boards takes a whole number from 1 to 24, not `25`"),
            ("chess --boards -1", "--boards takes a whole number from 1 to 24, not `-1`"),
            ("chess --boards 1e3", "--boards takes a whole number from 1 to 24, not `1e3`"),
            (
                "chess --boards 99999999999999999999",
                "--boards takes a whole number from 1 to 24, not `99999999999999999999`",
            ),
            (
                "three --works 1,,2",
                "--works takes numbers separated by commas, each a whole number from 0 to 100, not `1,,2`",
            ),
            ("chess 6", "unexpected `6` after chess"),
            ("serve --json", "serve has no flag --json; three has"),
        ] {
            assert_eq!(asked(line), complaint, "`{line}`");
        }
    }

    #[test]
    #[should_panic(expected = "--bords is asked for")]
    fn asking_for_a_flag_that_is_not_declared_is_a_mistake_in_the_program() {
        let chapter = chapter();
        let Ok(Asked::Run(_, args)) = parse(&chapter, &["chess".into()]) else { unreachable!() };
        args.has("bords");
    }

    #[cfg(unix)]
    #[test]
    fn what_is_not_utf8_is_refused_by_name() {
        use std::os::unix::ffi::OsStringExt;
        let word = OsString::from_vec(b"ch\xffss".to_vec());
        assert_eq!(parse(&chapter(), &[word]).unwrap_err(), "`ch\u{fffd}ss` is not UTF-8");
    }
}
