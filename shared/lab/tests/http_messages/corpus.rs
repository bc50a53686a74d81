//! Streams that peers send: right ones, wrong ones, long ones.

/// A GET of that path.
pub fn get(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: a\r\n\r\n")
}

/// A POST to `/echo` with that header, and that after the head.
pub fn post(header: &str, rest: &str) -> String {
    format!("POST /echo HTTP/1.1\r\nHost: a\r\n{header}\r\n\r\n{rest}")
}

/// Streams that a server may send.
pub fn responses() -> Vec<Vec<u8>> {
    let ok = |headers: &str, rest: &str| format!("HTTP/1.1 200 OK\r\n{headers}\r\n\r\n{rest}");
    let chunked = |rest: &str| ok("Transfer-Encoding: chunked", rest);
    let streams = vec![
        // Right.
        ok("Content-Length: 5", "hello"),
        ok("Content-Length: 0", ""),
        ok("Content-Length: 5\r\nContent-Length: 5", "hello and more"),
        ok("X: y", "until the end"),
        ok(&format!("X: {}\r\nContent-Length: 2", "y".repeat(5_000)), "ok"),
        chunked("5;ext=1\r\nhello\r\nA ; e\r\n, how are \r\n0\r\nTrailer: x\r\n\r\nand more"),
        chunked(&format!("{:x}\r\n{}\r\n0\r\n\r\n", 3_000, "z".repeat(3_000))),
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n"
            .into(),
        "HTTP/1.1 304 Not Modified\r\nContent-Length: 100\r\n\r\n".into(),
        "HTTP/1.1 404\r\nContent-Length: 2\r\n\r\nno".into(),
        "HTTP/1.0 200 OK\nContent-Length: 2\n\nok".into(),
        // Wrong.
        ok("Content-Length: 5", "hel"),
        ok("Content-Length: 5\r\nContent-Length: 6", "hello"),
        ok("Content-Length: 5\r\nTransfer-Encoding: chunked", "0\r\n\r\n"),
        ok("Transfer-Encoding: gzip", ""),
        chunked("5\r\nhelloX"),
        chunked("ffffffffffffffffff\r\n"),
        chunked("5\r\nhel"),
        ok(&format!("X: {}\r\nno colon here", "y".repeat(5_000)), ""),
        format!("HTTP/1.1 200 OK\r\nX: {}\r\nno colon here\r\n", "y".repeat(1_500)),
        ok(&"A: b\r\n".repeat(200), ""),
        "HTTP/1.1 100 Continue\r\n\r\n".repeat(40),
        "HTTP/2.0 200 OK\r\n\r\n".into(),
        "SSH-2.0-OpenSSH_9.2\r\n".into(),
        "\r\nHTTP/1.1 200 OK\r\n\r\n".into(),
        "HTTP/1.1 200 OK\r\nContent-Le".into(),
        String::new(),
    ];
    streams.into_iter().map(String::into_bytes).collect()
}

/// Streams that a client may send. (None asks for `100 Continue`: whether it is sent depends on the cuts.)
pub fn requests() -> Vec<Vec<u8>> {
    let chunked = "Transfer-Encoding: chunked";
    let streams = vec![
        // Right.
        get("/"),
        get("/") + &get("/bytes/10") + "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n" + &get("/status/204"),
        format!("\r\n\r\n{}\r\n{}", get("/"), get("/")),
        post("Content-Length: 5", "hello") + &get("/"),
        post(chunked, "3;x=y\r\nabc\r\n2 \t\r\nde\r\n0\r\nT: v\r\n\r\n") + &get("/"),
        get("/delay/5") + &get("/drip/3") + &get("/status/404"),
        "GET / HTTP/1.0\r\n\r\nGET / HTTP/1.0\r\n\r\n".into(),
        get("/").replace("\r\n\r\n", "\r\nConnection: x, Close\r\n\r\n") + &get("/"),
        get("/close/7") + &get("/"),
        get("/chunked/2000") + &get("/headers"),
        get("/").replace("Host", &format!("X: {}\r\nHost", "y".repeat(5_000))) + &get("/"),
        post("Content-Length: 3000", &"z".repeat(3_000)) + &get("/"),
        get("/").repeat(900) + &get("/bytes/10"),
        "DELETE / HTTP/1.1\r\nHost: a\r\n\r\n".to_owned() + &get("/nowhere"),
        // Wrong.
        "GET / HTTP/1.1\r\n\r\n".into(),
        "HEAD / HTTP/1.1\r\n\r\n".into(),
        "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n".into(),
        get("/") + "GET / HTTP/2.0\r\nHost: a\r\n\r\n" + &get("/"),
        "garbage\r\n\r\n".into(),
        get("/").replace("Host", &format!("X: {}\r\nno colon here\r\nHost", "y".repeat(5_000))),
        format!("GET / HTTP/1.1\r\nX: {}\r\nno colon here\r\n", "y".repeat(1_500)),
        post("Content-Length: 1\r\nContent-Length: 2", "xx"),
        post("Content-Length: 1\r\nTransfer-Encoding: chunked", "0\r\n\r\n"),
        post("Content-Length: +1", "x"),
        post("Content-Length: 99999999999999999999", ""),
        post(chunked, "-1\r\n"),
        post(chunked, "3 3\r\nabc\r\n0\r\n\r\n"),
        post("Content-Length: 5", "hel"),
        "\r\n".repeat(100),
    ];
    streams.into_iter().map(String::into_bytes).collect()
}
