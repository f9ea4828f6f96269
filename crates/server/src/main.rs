//! `local-offer`: one program that serves a SEND Local Offer, imports into it and looks after it.

mod cli;
mod commands;
mod config;
mod listen;
mod progress;

use clap::Parser;
use std::io::IsTerminal;

#[tokio::main]
async fn main() -> std::process::ExitCode {
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_env("LOCAL_OFFER_LOG").unwrap_or_else(|_| "warn,audit=info".into()),
        )
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .init();
    match commands::run(cli::Cli::parse()).await {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            // The chain of causes in one sentence: the reader wants to know what to do, not where it happened.
            eprintln!("local-offer: {error:#}");
            std::process::ExitCode::FAILURE
        }
    }
}
