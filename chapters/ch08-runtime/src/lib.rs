//! A runtime: everything a program needs from asyncio.
