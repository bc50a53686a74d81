//! The link does what it says, over real sockets. (When a piece is due is arithmetic, and tested in `pace.rs`.)

#![allow(clippy::unwrap_used)]

use super::*;
use crate::client::pattern;

/// A link, and both ends of a connection through it.
fn through(shape: Shape) -> (Link, TcpStream, TcpStream) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let link = Link::to(listener.local_addr().unwrap(), shape);
    let (near, far) = connect(&link, &listener);
    (link, near, far)
}

fn connect(link: &Link, listener: &TcpListener) -> (TcpStream, TcpStream) {
    let near = TcpStream::connect(link.addr()).unwrap();
    let (far, _) = listener.accept().unwrap();
    for stream in [&near, &far] {
        stream.set_nodelay(true).unwrap();
        stream.set_read_timeout(Some(patience::STEP)).unwrap();
        stream.set_write_timeout(Some(patience::STEP)).unwrap();
    }
    (near, far)
}

/// Sends it, and the end; what comes out.
fn sent_through(mut from: &TcpStream, mut into: &TcpStream, bytes: &[u8]) -> Vec<u8> {
    thread::scope(|scope| {
        scope.spawn(move || {
            from.write_all(bytes).unwrap();
            from.shutdown(Shutdown::Write).unwrap();
        });
        let mut came = Vec::new();
        into.read_to_end(&mut came).unwrap();
        came
    })
}

#[test]
fn what_goes_in_comes_out_both_ways_and_then_the_end() {
    let (link, near, far) = through(Shape::PLAIN);
    let bytes = pattern(1_000_000);
    assert!(sent_through(&near, &far, &bytes) == bytes);
    // One direction has ended, the other goes on.
    assert!(sent_through(&far, &near, &bytes) == bytes);
    assert_eq!(link.carried(), 1);
}

#[test]
fn it_takes_at_least_the_delay_there_and_the_delay_back() {
    let delay = Duration::from_millis(60);
    let (_link, mut near, mut far) = through(Shape { delay, ..Shape::PLAIN });
    let start = Instant::now();
    near.write_all(b"a").unwrap();
    far.read_exact(&mut [0]).unwrap();
    let there = start.elapsed();
    far.write_all(b"b").unwrap();
    near.read_exact(&mut [0]).unwrap();
    let and_back = start.elapsed();
    assert!(there >= delay, "{there:?}");
    assert!(and_back >= 2 * delay, "{and_back:?}");
}

#[test]
fn the_end_of_the_stream_is_under_way_as_long_as_the_data() {
    let delay = Duration::from_millis(60);
    let (_link, near, far) = through(Shape { delay, ..Shape::PLAIN });
    let start = Instant::now();
    assert!(sent_through(&near, &far, b"").is_empty());
    assert!(start.elapsed() >= delay);
}

#[test]
fn a_narrow_link_takes_its_time_for_each_byte() {
    let (_link, near, far) = through(Shape { bytes_a_second: Some(200_000), ..Shape::PLAIN });
    let (bytes, start) = (pattern(50_000), Instant::now());
    assert!(sent_through(&near, &far, &bytes) == bytes);
    assert!(start.elapsed() >= Duration::from_millis(250), "{:?}", start.elapsed());
}

#[test]
fn it_cuts_into_pieces_of_the_size_it_was_told() {
    let bytes = pattern(2_000);
    for (segment, pieces) in [(1, 2_000), (100, 20), (2_000, 1)] {
        let (link, near, far) = through(Shape { segment, ..Shape::PLAIN });
        assert!(sent_through(&near, &far, &bytes) == bytes);
        // What was read in two parts may be one piece more.
        let handed_on = link.pieces();
        assert!((pieces..pieces + 5).contains(&handed_on), "{handed_on} pieces of {segment}");
    }
}

#[test]
fn who_sends_more_than_it_carries_has_to_wait() {
    let (_link, near, mut far) = through(Shape { window: 10_000, ..Shape::PLAIN });
    SockRef::from(&near).set_send_buffer_size(BUFFER).unwrap();
    near.set_write_timeout(Some(Duration::from_millis(200))).unwrap();
    let flood = vec![7; 16 * 1024 * 1024];
    let mut sent = 0;
    while let Ok(n) = (&near).write(&flood[sent..]) {
        sent += n;
        assert!(sent < flood.len(), "all of it was taken, though nobody reads");
    }
    // It is the far end's own buffer that holds most of it; and all of it arrives.
    near.shutdown(Shutdown::Write).unwrap();
    let mut came = Vec::new();
    far.read_to_end(&mut came).unwrap();
    assert_eq!(came.len(), sent);
}

/// What a read says at the end: reset, or the end of the stream.
fn last_word(mut stream: &TcpStream) -> Result<usize, ErrorKind> {
    stream.read(&mut [0; 16]).map_err(|error| error.kind())
}

#[test]
fn a_reset_at_one_end_is_a_reset_at_the_other() {
    for near_breaks in [true, false] {
        let (_link, near, far) = through(Shape::PLAIN);
        let (breaks, sees) = if near_breaks { (near, far) } else { (far, near) };
        reset_when_dropped(&breaks);
        drop(breaks);
        assert_eq!(last_word(&sees), Err(ErrorKind::ConnectionReset));
    }
}

#[test]
fn a_cut_is_a_reset_at_both_ends_and_the_next_connection_is_carried() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let link = Link::to(listener.local_addr().unwrap(), Shape::PLAIN);
    let (near, far) = connect(&link, &listener);
    link.cut();
    assert_eq!(last_word(&near), Err(ErrorKind::ConnectionReset));
    assert_eq!(last_word(&far), Err(ErrorKind::ConnectionReset));
    let (near, far) = connect(&link, &listener);
    assert_eq!(sent_through(&near, &far, b"again"), b"again");
    assert_eq!(link.carried(), 2);
}

#[test]
fn where_nobody_listens_the_near_end_sees_a_reset() {
    let nobody = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap();
    let link = Link::to(nobody, Shape::PLAIN);
    let near = TcpStream::connect(link.addr()).unwrap();
    assert_eq!(last_word(&near), Err(ErrorKind::ConnectionReset));
}
