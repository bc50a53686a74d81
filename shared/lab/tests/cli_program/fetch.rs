//! `fetch`: results in order, files, failures.

use lab::server::Server;

use crate::support::{folder, run};

#[test]
fn without_urls_the_embedded_server_answers_as_often_as_asked() {
    let ended = run(&["fetch", "--requests", "7", "--delay", "1", "--json"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{ended:?}");
    let lines: Vec<&str> = ended.stdout.lines().collect();
    assert_eq!(lines.len(), 8);
    for line in &lines[..7] {
        assert!(line.starts_with("200         2 B "), "{line}");
        assert!(line.ends_with("/delay/1"), "{line}");
    }
    let ledger = ended.ledger();
    assert_eq!((ledger.model.as_str(), ledger.threads), ("in turn", 1));
    assert_eq!((ledger.requests, ledger.ok, ledger.failed), (Some(7), Some(7), Some(0)));
    assert!(ledger.wall.as_millis() >= 7, "7 waits of 1 ms each, in turn: {ledger:?}");
}

#[test]
fn a_chapters_own_flag_picks_its_model_and_the_bill_goes_to_stderr() {
    let ended = run(&["--backwards", "fetch", "--requests=2", "--delay=0"]);
    assert_eq!((ended.code, ended.stdout.lines().count()), (Some(0), 2));
    assert!(ended.stderr.contains("backwards") && ended.stderr.contains("wall"), "{}", ended.stderr);
}

#[test]
fn results_come_in_the_order_of_the_command_line_whatever_the_model_does() {
    let server = Server::start().unwrap();
    let urls = ["/bytes/3", "/status/404", "/bytes/0", "/delay/0"].map(|path| server.url(path).to_string());
    let mut args = vec!["fetch", "--backwards", "--json"];
    args.extend(urls.iter().map(String::as_str));
    let ended = run(&args);
    // 404 is an answer, and no failure.
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let shown: Vec<(&str, &str)> = ended
        .stdout
        .lines()
        .take(4)
        .map(|line| (line.split_whitespace().next().unwrap(), line.split_whitespace().last().unwrap()))
        .collect();
    let statuses = ["200", "404", "200", "200"];
    let expected: Vec<(&str, &str)> = statuses.into_iter().zip(urls.iter().map(String::as_str)).collect();
    assert_eq!(shown, expected);
}

#[test]
fn a_failed_url_keeps_its_place_leaves_no_file_and_the_others_complete() {
    let server = Server::start().unwrap();
    // A port that was free a moment ago: nobody listens there.
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let folder = folder("save");
    std::fs::write(folder.join("1"), "of an earlier run").unwrap();
    std::fs::write(folder.join("2"), "of an earlier run").unwrap();
    let urls = [
        server.url("/bytes/1000").to_string(),
        "http://no-such-name.invalid/".to_owned(),
        format!("http://{nobody}/"),
        server.url("/status/500").to_string(),
    ];
    let mut args = vec!["fetch", "--json", "--save", folder.to_str().unwrap()];
    args.extend(urls.iter().map(String::as_str));
    let ended = run(&args);

    assert_eq!(ended.code, Some(1));
    let ledger = ended.ledger();
    assert_eq!((ledger.requests, ledger.ok, ledger.failed), (Some(4), Some(2), Some(2)));
    assert_eq!(ended.stdout.lines().count(), 2 + 1);
    let complaints: Vec<&str> = ended.stderr.lines().collect();
    assert_eq!(complaints.len(), 2, "{complaints:?}");
    assert!(
        complaints[0]
            .starts_with("fetch: http://no-such-name.invalid/: cannot resolve no-such-name.invalid: ")
    );
    assert!(complaints[1].starts_with(&format!("fetch: http://{nobody}/: cannot connect to {nobody}: ")));
    assert_eq!(std::fs::read(folder.join("0")).unwrap().len(), 1000);
    assert!(!folder.join("1").exists() && !folder.join("2").exists());
    assert!(folder.join("3").exists(), "a body is saved whatever the status");
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_body_that_cannot_be_saved_is_that_urls_failure_alone() {
    let server = Server::start().unwrap();
    let folder = folder("unsaved").join("made").join("here");
    std::fs::create_dir_all(folder.join("0")).unwrap();
    let url = server.url("/bytes/10").to_string();
    let ended = run(&["fetch", "--json", &url, &url, "--save", folder.to_str().unwrap()]);
    assert_eq!(ended.code, Some(1));
    assert_eq!(ended.ledger().failed, Some(1));
    assert_eq!(ended.stderr.lines().count(), 1);
    assert!(ended.stderr.starts_with(&format!("fetch: {url}: cannot write {}", folder.join("0").display())));
    assert_eq!(std::fs::read(folder.join("1")).unwrap().len(), 10);

    let ended = run(&["fetch", &url, "--save", folder.join("1").to_str().unwrap()]);
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(1), ""));
    assert!(ended.stderr.starts_with("lab-demo fetch: cannot create the folder "), "{}", ended.stderr);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_server_that_never_answers_is_given_up_after_the_timeout() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", silent.local_addr().unwrap());
    let ended = run(&["fetch", "--timeout", "50", &url]);
    assert_eq!(ended.code, Some(1));
    let first = ended.stderr.lines().next().unwrap();
    assert_eq!(first, format!("fetch: {url}: timed out: no complete response within 0.050 s"));
}

#[test]
fn the_timeline_of_a_fetch_is_written_where_asked() {
    let folder = folder("fetch-picture");
    let svg = folder.join("fetch.svg");
    let ended = run(&["fetch", "--requests", "2", "--delay", "0", "--svg", svg.to_str().unwrap()]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(std::fs::read_to_string(svg).unwrap().contains("<svg"));
    std::fs::remove_dir_all(folder).unwrap();
}
