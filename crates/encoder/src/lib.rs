//! The forward pass of one kind of network, made for it and for nothing else: a BERT-like encoder
//! with int8 weights, that after some layers goes on with each token's first piece only, and one
//! linear layer on top that holds the heads of all tasks.
//!
//! # The same bits everywhere
//!
//! The same window gives the same bits on every processor, under every [`Kernel`], on any number of
//! threads and beside any other windows:
//!
//! - Products are sums of integers, which no order changes, and nothing saturates: activations have
//!   eight bits, weights seven, so that two products fit into 16 bits where a kernel adds them
//!   there. Queries, keys, probabilities and values of the attention have 16 bits at most, in ranges
//!   whose sums fit into 32 (`attention.rs`).
//! - Everything else is `f32` with the operations that IEEE 754 rounds in one way only (`+ - * / √`),
//!   written apart: never a fused multiply-add, no function of a mathematical library.
//! - Sums over a row run in sixteen lanes, added up in one order, whatever the registers' width.
//!
//! # Speed
//!
//! Weights are laid out once, at load, as the products walk through them. Each activation is
//! quantised with a scale of its token's own, by the step that made it. `benches/encoder.rs` times
//! the products, a layer and a window; `docs/engine.md` says where the time goes.

mod attention;
mod encoder;
mod kernel;
mod matrix;
mod rows;
mod weights;

pub use encoder::{Encoder, Output, Scratch, Window};
pub use kernel::{Kernel, KernelError};
pub use weights::WeightsError;
