//! The same server as a `hyper` service on tokio's current-thread runtime, as hyper's guide writes it.
//!
//! `cargo run --release -p peers --bin hyper-tokio`
//!
//! # Implementation
//! hyper parses by itself (with `httparse` too). So that its answer is the same byte for byte, it is told to leave out the
//! date, and to write its header names with capitals.
#![forbid(unsafe_code)]

peers::main!(peers::serve_on(linux::serve));

#[cfg(target_os = "linux")]
mod linux {
    use std::convert::Infallible;
    use std::{io, net};

    use http_body_util::Full;
    use hyper::body::{Bytes, Incoming};
    use hyper::header::{CONTENT_TYPE, HeaderValue};
    use hyper::server::conn::http1;
    use hyper::service::service_fn;
    use hyper::{Method, Request, Response, StatusCode};
    use hyper_util::rt::TokioIo;
    use tokio::net::TcpListener;
    use tokio::runtime::Builder;

    pub fn serve(listener: net::TcpListener) -> io::Result<()> {
        Builder::new_current_thread().enable_io().build()?.block_on(async {
            listener.set_nonblocking(true)?;
            let listener = TcpListener::from_std(listener)?;
            loop {
                let (socket, _) = listener.accept().await?;
                let conversation = http1::Builder::new()
                    .auto_date_header(false)
                    .title_case_headers(true)
                    .serve_connection(TokioIo::new(socket), service_fn(hello));
                tokio::spawn(conversation); // its errors are the client's: they harm nobody else
            }
        })
    }

    async fn hello(request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
        let found = request.method() == Method::GET && request.uri().path() == "/";
        let mut response = Response::new(Full::new(Bytes::new()));
        if found {
            *response.body_mut() = Full::new(Bytes::from_static(b"Hello, World!"));
            response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain"));
        } else {
            *response.status_mut() = StatusCode::NOT_FOUND;
        }
        Ok(response)
    }
}
