//! What a fetch worker is sent, and what it sends back, as bytes: memory is not shared, so everything is posted.
//!
//! Threads hand over a pointer; between processes each number and each text is written down and read again. (A real
//! program takes a format with a library for it: JSON, Protocol Buffers, `pickle` in Python. The book writes its few
//! types by hand, so that nothing about the posting is hidden.)

use std::time::Duration;

use lab::fetch::{FetchError, FetchResult, Fetched, Target};
use lab::http::Response;
use lab::url::Url;

/// The bytes ended too early, or say something that cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unreadable;

/// A part of a batch, for one worker.
pub fn write_job(targets: &[Target], timeout: Duration) -> Vec<u8> {
    let mut out = Vec::new();
    put_duration(&mut out, timeout);
    put_number(&mut out, targets.len() as u64);
    for Target { url, addrs } in targets {
        put_bytes(&mut out, url.host.as_bytes());
        put_number(&mut out, u64::from(url.port));
        put_bytes(&mut out, url.path.as_bytes());
        put_number(&mut out, addrs.len() as u64);
        for addr in addrs {
            put_bytes(&mut out, addr.to_string().as_bytes());
        }
    }
    out
}

/// The other way round.
///
/// # Errors
/// The bytes are not what [`write_job`] makes.
pub fn read_job(mut from: &[u8]) -> Result<(Vec<Target>, Duration), Unreadable> {
    let from = &mut from;
    let timeout = take_duration(from)?;
    let targets = take_list(from, |from| {
        let url = Url {
            host: take_text(from)?,
            port: take_number(from)?.try_into().map_err(|_| Unreadable)?,
            path: take_text(from)?,
        };
        let addrs = take_list(from, |from| take_text(from)?.parse().map_err(|_| Unreadable))?;
        Ok(Target { url, addrs })
    })?;
    if from.is_empty() { Ok((targets, timeout)) } else { Err(Unreadable) }
}

// ANCHOR: write_results
/// What came of it. A response crosses the border as it is; of an error only its text can: the system's own error
/// number, for one, would mean nothing to another machine.
pub fn write_results(results: &[FetchResult]) -> Vec<u8> {
    let mut out = Vec::new();
    put_number(&mut out, results.len() as u64);
    for result in results {
        match result {
            Ok(Fetched { response, elapsed }) => {
                out.push(0);
                put_duration(&mut out, *elapsed);
                put_number(&mut out, u64::from(response.status));
                put_number(&mut out, response.headers.len() as u64);
                for (name, value) in &response.headers {
                    put_bytes(&mut out, name.as_bytes());
                    put_bytes(&mut out, value.as_bytes());
                }
                put_bytes(&mut out, &response.body);
            }
            Err(error) => {
                out.push(1);
                put_bytes(&mut out, error.to_string().as_bytes());
            }
        }
    }
    out
}
// ANCHOR_END: write_results

/// The other way round.
///
/// # Errors
/// The bytes are not what [`write_results`] makes.
pub fn read_results(mut from: &[u8]) -> Result<Vec<FetchResult>, Unreadable> {
    let from = &mut from;
    let results = take_list(from, |from| match take(from, 1)? {
        [0] => {
            let elapsed = take_duration(from)?;
            let status = take_number(from)?.try_into().map_err(|_| Unreadable)?;
            let headers = take_list(from, |from| Ok((take_text(from)?, take_text(from)?)))?;
            let body = take_bytes(from)?.to_vec();
            Ok(Ok(Fetched { response: Response { status, headers, body }, elapsed }))
        }
        [1] => Ok(Err(FetchError::Worker(take_text(from)?))),
        _ => Err(Unreadable),
    })?;
    if from.is_empty() { Ok(results) } else { Err(Unreadable) }
}

fn put_number(out: &mut Vec<u8>, number: u64) {
    out.extend(number.to_be_bytes());
}

fn put_duration(out: &mut Vec<u8>, duration: Duration) {
    put_number(out, duration.as_secs());
    put_number(out, u64::from(duration.subsec_nanos()));
}

fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    put_number(out, bytes.len() as u64);
    out.extend(bytes);
}

/// Cuts `n` bytes off the front.
fn take<'a>(from: &mut &'a [u8], n: usize) -> Result<&'a [u8], Unreadable> {
    let (taken, rest) = from.split_at_checked(n).ok_or(Unreadable)?;
    *from = rest;
    Ok(taken)
}

fn take_number(from: &mut &[u8]) -> Result<u64, Unreadable> {
    let bytes = take(from, 8)?.try_into().map_err(|_| Unreadable)?;
    Ok(u64::from_be_bytes(bytes))
}

fn take_duration(from: &mut &[u8]) -> Result<Duration, Unreadable> {
    let (secs, nanos) = (take_number(from)?, take_number(from)?);
    let nanos = u32::try_from(nanos).ok().filter(|&nanos| nanos < 1_000_000_000).ok_or(Unreadable)?;
    Ok(Duration::new(secs, nanos))
}

fn take_bytes<'a>(from: &mut &'a [u8]) -> Result<&'a [u8], Unreadable> {
    let length = take_number(from)?.try_into().map_err(|_| Unreadable)?;
    take(from, length)
}

fn take_text(from: &mut &[u8]) -> Result<String, Unreadable> {
    Ok(std::str::from_utf8(take_bytes(from)?).map_err(|_| Unreadable)?.to_owned())
}

/// A count, then so many. The count is only a claim, so nothing is reserved for it.
fn take_list<T>(
    from: &mut &[u8],
    mut item: impl FnMut(&mut &[u8]) -> Result<T, Unreadable>,
) -> Result<Vec<T>, Unreadable> {
    let count = take_number(from)?;
    (0..count).map(|_| item(from)).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn results() -> Vec<FetchResult> {
        let response = Response {
            status: 404,
            headers: vec![("X-Empty".into(), String::new()), ("Käse".into(), "a: b\r\n".into())],
            body: vec![0, 255, b'\n'],
        };
        let empty = Response { status: 200, headers: Vec::new(), body: Vec::new() };
        vec![
            Ok(Fetched { response, elapsed: Duration::new(7, 999_999_999) }),
            Err(FetchError::TimedOut { after: Duration::from_millis(250) }),
            Ok(Fetched { response: empty, elapsed: Duration::ZERO }),
        ]
    }

    #[test]
    fn a_job_comes_through_exactly() {
        let mut targets = vec![Target::at("[::1]:8080".parse().unwrap(), "/delay/5?x=1")];
        targets.push(Target {
            url: "http://example.test/".parse().unwrap(),
            addrs: vec!["192.0.2.1:80".parse().unwrap(), "[2001:db8::1]:80".parse().unwrap()],
        });
        let (read, timeout) = read_job(&write_job(&targets, Duration::new(u64::MAX, 1))).unwrap();
        assert_eq!(timeout, Duration::new(u64::MAX, 1));
        assert_eq!(read.len(), 2);
        for (read, target) in read.iter().zip(&targets) {
            assert_eq!((&read.url, &read.addrs), (&target.url, &target.addrs));
        }
    }

    #[test]
    fn responses_come_through_exactly_and_errors_by_their_text() {
        let read = read_results(&write_results(&results())).unwrap();
        assert_eq!(read.len(), 3);
        for (read, result) in read.iter().zip(&results()) {
            match (read, result) {
                (Ok(read), Ok(result)) => {
                    assert_eq!((&read.response, read.elapsed), (&result.response, result.elapsed));
                }
                (Err(read), Err(result)) => {
                    assert!(matches!(read, FetchError::Worker(_)));
                    assert_eq!(read.to_string(), result.to_string());
                }
                different => panic!("{different:?}"),
            }
        }
    }

    #[test]
    fn bytes_that_end_early_are_refused_wherever_they_end() {
        let whole = write_results(&results());
        for cut in 0..whole.len() {
            assert_eq!(read_results(&whole[..cut]).unwrap_err(), Unreadable, "cut after {cut}");
        }
        let longer = [whole.as_slice(), b"!"].concat();
        assert_eq!(read_results(&longer).unwrap_err(), Unreadable);
    }

    #[test]
    fn absurd_counts_are_refused_without_reserving_for_them() {
        assert_eq!(read_results(&[255; 64]).unwrap_err(), Unreadable);
        assert_eq!(read_job(&[255; 64]).unwrap_err(), Unreadable);
    }
}
