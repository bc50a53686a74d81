//! A client that opens many connections and does nothing: what is an idle connection to the server?
//!
//! `cargo run --release -p peers --bin idle-client -- http://127.0.0.1:PORT --connections 10000 --server PID`
//!
//! # Implementation
//! It reads the server's private memory in `/proc` before and after, once the server has come to rest; then its CPU time
//! while nothing happens. Then every connection asks once, and the memory is read again: a connection that has been used,
//! and is idle now, may keep a buffer.
//!
//! The one line on stdout: `fresh_bytes=… used_bytes=… idle_cpu_ns=…`: the memory for each connection, and CPU for each second.
#![forbid(unsafe_code)]

peers::main!(peers::run_client("idle-client", linux::run));

#[cfg(target_os = "linux")]
mod linux {
    use std::error::Error;
    use std::io::Write;
    use std::net::TcpStream;
    use std::time::{Duration, Instant};
    use std::{fs, io, thread};

    use peers::{ClientOptions, REQUEST, cpu_of, pin, read_answer};

    /// A server that has used no CPU time for so long is at rest.
    const REST: Duration = Duration::from_millis(300);
    /// After so long it is taken as it is: it never rests.
    const NO_REST: Duration = Duration::from_secs(20);

    pub fn run() -> Result<(), Box<dyn Error>> {
        let options = ClientOptions::parse()?;
        let server = options.server(0).ok_or("say whose memory: --server PID")?;
        lab::net::raise_fd_limit();
        if let Some(core) = options.core {
            pin(core)?;
        }
        // A first one, so that what is made once is made.
        let first = TcpStream::connect(options.address())?;
        ask(&first)?;
        at_rest(server)?;
        let before = memory(server)?;
        let clients: Vec<TcpStream> = (0..options.connections)
            .map(|_| TcpStream::connect(options.address()))
            .collect::<Result<_, _>>()?;
        at_rest(server)?;
        let fresh = memory(server)?;

        let (start, cpu) = (Instant::now(), cpu_of(server)?);
        thread::sleep(options.measured);
        let idle = (cpu_of(server)? - cpu).as_nanos() as f64 / start.elapsed().as_secs_f64();

        for client in &clients {
            ask(client)?;
        }
        at_rest(server)?;
        let used = memory(server)?;
        let each = |bytes: u64| (bytes as f64 - before as f64) / clients.len() as f64;
        lab::say!("fresh_bytes={} used_bytes={} idle_cpu_ns={idle}", each(fresh), each(used));
        Ok(())
    }

    fn ask(mut client: &TcpStream) -> io::Result<()> {
        client.write_all(REQUEST)?;
        read_answer(client)
    }

    /// Waits until the server has nothing more to do.
    fn at_rest(server: u32) -> io::Result<()> {
        let (start, mut last) = (Instant::now(), (Instant::now(), cpu_of(server)?));
        while last.0.elapsed() < REST && start.elapsed() < NO_REST {
            thread::sleep(REST / 10);
            let cpu = cpu_of(server)?;
            if cpu != last.1 {
                last = (Instant::now(), cpu);
            }
        }
        Ok(())
    }

    /// The memory that the process has for itself, in bytes: heap and stacks, not its program.
    fn memory(process: u32) -> io::Result<u64> {
        let status = fs::read_to_string(format!("/proc/{process}/status"))?;
        let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"));
        let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
        kilobytes
            .map(|n| n * 1024)
            .ok_or_else(|| io::Error::other("/proc does not say how much memory it has"))
    }
}
