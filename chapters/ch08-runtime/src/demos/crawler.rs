//! A crawler: a queue of links, and at most so many requests at once.

use std::collections::{HashSet, VecDeque};

use ch08_runtime::fetch::fetch;
use ch08_runtime::{JoinSet, block_on};
use lab::cli::{Args, Demo, Failure, Flag, Report, Run, Value};
use lab::fetch::{DEFAULT_TIMEOUT, FetchError};
use lab::server::{Counts, ServerProcess};
use lab::url::Url;

/// What `list` shows.
pub(crate) const DEMO: Demo = Demo {
    name: "crawler",
    about: "a crawler: it follows every link of a slow site once, with a limit on requests at the same time",
    rows: "S24",
    flags: &[
        Flag {
            name: "limit",
            value: Value::Number(1, 1_000),
            about: "how many requests at once (1, then 16, then 4)",
        },
        Flag { name: "pages", value: Value::Number(1, 2_000), about: "how many pages the site has (40)" },
        Flag { name: "delay", value: Value::Number(0, 10_000), about: "how slow the server is, in ms (50)" },
    ],
    run,
};

/// What a crawl has found.
#[derive(Default)]
struct Found {
    /// Pages that came.
    pages: usize,
    /// Links that were looked at; most lead to pages that are known already.
    links: usize,
    /// Links that lead nowhere, and what was said there.
    dead: Vec<String>,
}

// ANCHOR: crawl
/// Follows every link once, from `start`; at most `limit` requests are under way at any instant.
///
/// Dropped: the requests under way are cancelled, as the set is.
async fn crawl(start: Url, limit: usize) -> Result<Found, Failure> {
    let mut found = Found::default();
    let mut known = HashSet::from([start.path.clone()]);
    let mut queue = VecDeque::from([start]);
    let mut under_way = JoinSet::new();
    loop {
        while under_way.len() < limit
            && let Some(url) = queue.pop_front()
        {
            let name = format!("page {}", url.path.rsplit('/').next().unwrap_or_default());
            under_way.spawn_named(name, page(url));
        }
        // Nobody but this task touches the queue, so it needs no lock. None under way, and none in the queue: done.
        let Some(ended) = under_way.join_next().await else { return Ok(found) };
        match ended? {
            Ok((url, links)) => {
                found.pages += 1;
                found.links += links.len();
                let new = links.into_iter().filter(|path| known.insert(path.clone()));
                queue.extend(new.map(|path| Url { path, ..url.clone() }));
            }
            Err(dead) => found.dead.push(dead),
        }
    }
}
// ANCHOR_END: crawl

// ANCHOR: page
/// Fetches a page, and gives the links on it. A page that does not come is no reason to end the crawl.
async fn page(url: Url) -> Result<(Url, Vec<String>), String> {
    let said = |error: FetchError| format!("{}: {error}", url.path);
    let response = fetch(&url, DEFAULT_TIMEOUT).await.map_err(said)?.response;
    match response.status {
        200 => Ok((url, links(&String::from_utf8_lossy(&response.body)))),
        status => Err(format!("{}: status {status}", url.path)),
    }
}
// ANCHOR_END: page

/// The links of a page to this site. (A real crawler parses the page, has links to other sites too, and asks the site's
/// `robots.txt` whether it may come.)
fn links(html: &str) -> Vec<String> {
    let after = html.split("href=\"").skip(1);
    after
        .filter_map(|rest| rest.split('"').next())
        .filter(|link| link.starts_with('/'))
        .map(str::to_owned)
        .collect()
}

fn measured(pages: u64, delay: u64, limit: u64) -> Result<(Found, Counts, Run), Failure> {
    // A server for each run: it counts from its start.
    let server = ServerProcess::start()?;
    let start = server.target(&format!("/site/{pages}/{delay}/0")).url;
    let limit_here = usize::try_from(limit)?;
    let (found, mut run) = Run::measure(&format!("limit {limit}"), || block_on(crawl(start, limit_here)));
    let (found, counts) = (found?, server.counts()?);
    run.ledger.requests = Some(counts.answered);
    Ok((found, counts, run))
}

fn run(args: &Args) -> Result<Report, Failure> {
    let pages = args.number("pages").unwrap_or(40);
    let delay = args.number("delay").unwrap_or(50);
    let limits = args.number("limit").map_or(vec![1, 16, 4], |limit| vec![limit]);

    let (mut runs, mut remarks, mut dead) = (Vec::new(), Vec::new(), Vec::new());
    for &limit in &limits {
        let (found, counts, mut run) = measured(pages, delay, limit)?;
        remarks.push(format!(
            "{:<10} {} pages, {} links on them, {} dead; most at once, by the server's count: {}",
            format!("{}:", run.name),
            found.pages,
            found.links,
            found.dead.len(),
            counts.most_in_flight,
        ));
        dead = found.dead;
        // Forty lanes are enough for one screen: only the last run is drawn.
        run.timeline = run.timeline.filter(|_| Some(&limit) == limits.last());
        runs.push(run.without_task("main"));
    }
    remarks.extend(dead.iter().map(|said| format!("dead link:  {said}")));
    remarks.push(
        "More at once is faster until the links run out: a page must have come before its links are known."
            .to_owned(),
    );
    Ok(Report {
        intro: format!(
            "A site of {pages} pages, {delay} ms each. The crawler knows the first, and follows every link once."
        ),
        runs,
        remarks,
        next: [
            "crawler --limit 8",
            "crawler --pages 1000 --limit 100",
            "chat",
            "freeze",
            "group",
            "when",
            "list",
        ]
        .map(str::to_owned)
        .into(),
    })
}
