//! The engine that runs the encoder, behind one small trait.

use rten::{Model, ModelOptions, NodeId, RunOptions, ThreadPool};
use rten_tensor::prelude::*;
use rten_tensor::{NdTensor, NdTensorView};
use std::sync::Arc;

/// Rows of equal length: one a token, with a column for each output of each head.
#[derive(Debug)]
pub(crate) struct Rows {
    columns: usize,
    values: Vec<f32>,
}

impl Rows {
    /// Row `at`, `columns` long.
    pub(crate) fn row(&self, at: usize) -> &[f32] {
        &self.values[at * self.columns..(at + 1) * self.columns]
    }
}

/// Runs the encoder and its one-token heads on one window.
pub(crate) trait Engine: Send + Sync {
    /// `pieces` and `surfaces` have one entry a piece, frame included; `words` has the place of each
    /// token's first piece. Gives a row a token.
    fn run(&self, pieces: &[i32], surfaces: &[i32], words: &[i32]) -> Rows;
}

/// The encoder in ONNX, run by `rten`.
pub(crate) struct Rten {
    model: Model,
    inputs: [NodeId; 3],
    output: NodeId,
}

thread_local! {
    /// One thread a reading thread: documents are read side by side instead of parts of one, which
    /// shares better and keeps the result the same for any number of threads.
    static POOL: Arc<ThreadPool> = Arc::new(ThreadPool::with_num_threads(1));
}

impl Rten {
    /// Loads the model that the binary carries.
    ///
    /// # Panics
    /// If the embedded model is not what `training/` exports; a test loads it.
    pub(crate) fn load(onnx: &'static [u8]) -> Self {
        // Weights are laid out for the kernels once, not in every run.
        let model = ModelOptions::with_all_ops()
            .prepack_weights(true)
            .load_static_slice(onnx)
            .expect("the embedded encoder loads");
        let node = |name| {
            model
                .node_id(name)
                .expect("the embedded encoder has the agreed inputs and outputs")
        };
        let inputs = ["pieces", "surfaces", "word"].map(node);
        let output = node("columns");
        Self {
            model,
            inputs,
            output,
        }
    }
}

impl Engine for Rten {
    fn run(&self, pieces: &[i32], surfaces: &[i32], words: &[i32]) -> Rows {
        let view = |values| NdTensorView::<i32, 1>::from_data([<[i32]>::len(values)], values);
        let inputs = self
            .inputs
            .into_iter()
            .zip([pieces, surfaces, words].map(view));
        let options = RunOptions::default().with_thread_pool(Some(POOL.with(Arc::clone)));
        let [output] = self
            .model
            .run_n(
                inputs.map(|(id, values)| (id, values.into())).collect(),
                [self.output],
                Some(options),
            )
            .expect("the embedded encoder runs on every window");
        let output: NdTensor<f32, 2> = output
            .try_into()
            .expect("the encoder gives a matrix of f32");
        let columns = output.size(1);
        Rows {
            columns,
            values: output.to_vec(),
        }
    }
}
