//! The blank line is found wherever it was cut, and nothing behind it is lost.

use exercises::ch01_blocking_socket::end_of_head::{Found, Head, TooLong};

const HEAD: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n";

/// A head with what came behind it.
fn found(head: &[u8], rest: &[u8]) -> Result<Option<Found>, TooLong> {
    Ok(Some(Found { head: head.to_vec(), rest: rest.to_vec() }))
}

/// An outcome in words.
fn said(got: &Result<Option<Found>, TooLong>) -> String {
    match got {
        Ok(None) => "that it is not complete".into(),
        Ok(Some(found)) => {
            format!("a head of {} bytes, with {} behind it", found.head.len(), found.rest.len())
        }
        Err(TooLong) => "that it is too long".into(),
    }
}

#[test]
fn wherever_it_is_cut_in_two() {
    check!(|| {
        for cut in 1..HEAD.len() {
            let mut head = Head::default();
            let early = head.received(&HEAD[..cut]);
            assert!(
                early == Ok(None),
                "after {cut} bytes of {} you said {}: the head is not complete",
                HEAD.len(),
                said(&early)
            );
            let got = head.received(&HEAD[cut..]);
            assert!(
                got == found(HEAD, b""),
                "cut after {cut} bytes, in two reads, and you said {}. Search also in what came before: the blank line may have begun there",
                said(&got)
            );
        }
    });
}

#[test]
fn a_byte_at_a_time() {
    check!(|| {
        let mut head = Head::default();
        for (at, byte) in HEAD.iter().enumerate() {
            let got = head.received(&[*byte]);
            let expected = if at + 1 == HEAD.len() { found(HEAD, b"") } else { Ok(None) };
            assert!(
                got == expected,
                "byte by byte, after {} of {} bytes you said {}",
                at + 1,
                HEAD.len(),
                said(&got)
            );
        }
    });
}

#[test]
fn what_follows_in_the_same_read_is_kept() {
    check!(|| {
        let whole = [HEAD, b"body"].concat();
        let got = Head::default().received(&whole);
        let Found { head, rest } =
            got.ok().flatten().expect("head and body came in one read, and you found no end");
        assert!(
            head == HEAD,
            "the head ends with its blank line; yours is {:?}",
            String::from_utf8_lossy(&head)
        );
        assert!(
            rest == b"body",
            "head and body came in one read, and of the body {:?} is left: who throws it away waits for it for ever",
            String::from_utf8_lossy(&rest)
        );
    });
}

#[test]
fn a_head_without_an_end_is_refused() {
    check!(|| {
        let mut head = Head::default();
        let mut sent = 0;
        while sent <= Head::LIMIT {
            match head.received(&[b'x'; 1000]) {
                Ok(None) => sent += 1000,
                Err(TooLong) => return,
                found => panic!("there is no blank line, and you said {}", said(&found)),
            }
        }
        panic!(
            "{sent} bytes without a blank line, the limit is {}: a peer can fill your memory",
            Head::LIMIT
        );
    });
}

#[test]
fn the_limit_is_the_heads_alone() {
    check!(|| {
        let mut longest = vec![b'x'; Head::LIMIT - 4];
        longest.extend_from_slice(b"\r\n\r\n");
        let got = Head::default().received(&longest);
        assert!(got.is_ok_and(|got| got.is_some()), "a head of exactly {} bytes is allowed", Head::LIMIT);
        longest.insert(0, b'x');
        let got = Head::default().received(&longest);
        assert!(
            got == Err(TooLong),
            "a head of {} bytes is one too long, even when it comes in one read",
            longest.len()
        );
        let body = vec![b'b'; 2 * Head::LIMIT];
        let got = Head::default().received(&[HEAD, &body].concat());
        assert!(
            got == found(HEAD, &body),
            "a short head with a long body behind it in one read: the limit is the head's, not the read's"
        );
    });
}
