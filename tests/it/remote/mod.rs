//! Client mode: the same commands against an endpoint. The endpoint here checks every signature, and answers what the program's own service would, or what a test wants.

mod answers;
mod failures;
mod requests;
mod server;
mod settings;
