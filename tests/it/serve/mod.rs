//! `vault serve`: the endpoint as programs meet it.

mod agent;
mod clients;
mod command;
mod equal;
mod guard;
mod life;
#[cfg(feature = "remote")]
mod remote;
mod server;
mod wire;
