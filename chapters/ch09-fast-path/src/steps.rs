//! The steps, each a runtime of other parts: so a step is a line of types, and nothing is written twice.

use std::cell::RefCell;
use std::io;
use std::net;
use std::task::Waker;
use std::thread::LocalKey;
use std::time::Duration;

use ch05_event_loop::Timers;
use ch07_executor::LocalExecutor as Executor7;
use lab::fetch::{FetchResult, Target};

use crate::driver::PersistentPark;
use crate::executor::LocalExecutor;
use crate::fetch::fetch_all_with;
use crate::parts::Parts;
use crate::polling::Polling;
use crate::runtime::Handle;
use crate::serve::serve_with;
use crate::wheel::Wheel;

/// The nearest to the system: on Linux, epoll itself; elsewhere, what there was before.
#[cfg(target_os = "linux")]
mod native {
    use crate::backend::{Edge, Level};
    use crate::epoll::Epoll;

    pub type EpollLevel = Epoll<Level>;
    pub type EpollEdge = Epoll<Edge>;
}
#[cfg(not(target_os = "linux"))]
mod native {
    pub use crate::polling::{Polling as EpollEdge, Polling as EpollLevel};
}
use native::{EpollEdge, EpollLevel};

macro_rules! parts {
    ($($(#[$doc:meta])* $name:ident: $backend:ty, $timers:ty, $executor:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub enum $name {}

        impl Parts for $name {
            type Backend = $backend;
            type Timers = $timers;
            type Executor = $executor<PersistentPark<$name>>;

            fn current() -> &'static LocalKey<RefCell<Option<Handle<$name>>>> {
                thread_local! {
                    static CURRENT: RefCell<Option<Handle<$name>>> = const { RefCell::new(None) };
                }
                &CURRENT
            }
        }
    )*};
}

// ANCHOR: steps
parts! {
    /// Step 1: a socket is registered once, and stays so.
    Registered: Polling, Timers<Waker>, Executor7;
    /// Step 2: one system call a wait.
    OneCall: EpollLevel, Timers<Waker>, Executor7;
    /// Step 3: the system tells once that a socket has become ready.
    ToldOnce: EpollEdge, Timers<Waker>, Executor7;
    /// Step 4: one allocation a task, and no atomics for a wake on the same thread.
    OneAllocation: EpollEdge, Timers<Waker>, LocalExecutor;
    /// Step 5: timers in a wheel.
    Wheeled: EpollEdge, Wheel<Waker>, LocalExecutor;
}

/// All steps together: this is the runtime of the crate.
pub type Fast = Wheeled;
// ANCHOR_END: steps

/// A step, as the command line and the race know it.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// What is new in it.
    pub about: &'static str,
    /// Serves on a runtime of this step; as [`serve`](crate::serve::serve).
    pub serve: fn(net::TcpListener, Option<Duration>) -> io::Result<()>,
    /// Fetches a batch on a runtime of this step; as [`fetch_all`](crate::fetch_all).
    pub fetch_all: fn(&[Target], Duration) -> Vec<FetchResult>,
}

const fn step<P: Parts>(about: &'static str) -> Step {
    Step { about, serve: serve_with::<P>, fetch_all: fetch_all_with::<P> }
}

// ANCHOR: table
/// All steps: each has all that stands before it.
pub const STEPS: &[Step] = &[
    Step {
        about: "chapter 8 as it is",
        serve: ch08_runtime::serve::serve,
        fetch_all: ch08_runtime::fetch_all,
    },
    step::<Registered>("a socket is registered once, and stays so"),
    step::<OneCall>("epoll itself, on Linux: one system call a wait"),
    step::<ToldOnce>("and it tells once that a socket has become ready"),
    step::<OneAllocation>("a task is one allocation, and a wake on its thread needs no atomics"),
    step::<Wheeled>("timers in a wheel"),
];
// ANCHOR_END: table
