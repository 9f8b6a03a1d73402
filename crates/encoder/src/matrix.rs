//! Quantised matrices: activations, a row a token, and weights, laid out for the products.

/// Output columns that stand side by side in the packed weights: the lanes of all sums.
pub(crate) const LANES: usize = 16;
/// Inputs that one instruction multiplies and adds for a lane.
pub(crate) const GROUP: usize = 4;
/// Rows of activations come in multiples of this, zeros below the last: no kernel has a special case
/// for the rows that are left over.
pub(crate) const ROWS: usize = 12;
/// Columns of weights come in multiples of this.
pub(crate) const COLUMNS: usize = 2 * LANES;

/// What an activation's eight bits stand for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Coding {
    /// `scale * (byte - 128)`
    Signed,
    /// `scale * byte - floor`: of values that are hardly ever negative.
    Floored(f32),
}

/// Activations: bytes row by row, each row with the scale of its own.
#[derive(Debug, Default)]
pub(crate) struct Activations {
    pub(crate) width: usize,
    pub(crate) bytes: Vec<u8>,
    pub(crate) scales: Vec<f32>,
}

impl Activations {
    /// Room for `rows` rows of `width`, and those that fill up to a multiple of [`ROWS`].
    pub(crate) fn reset(&mut self, rows: usize, width: usize) {
        self.width = width;
        let rows = rows.next_multiple_of(ROWS);
        self.bytes.resize(rows * width, 0);
        self.scales.resize(rows, 0.0);
    }

    pub(crate) fn row_mut(&mut self, at: usize) -> (&mut [u8], &mut f32) {
        let bytes = &mut self.bytes[at * self.width..(at + 1) * self.width];
        (bytes, &mut self.scales[at])
    }

    pub(crate) fn rows(&self) -> usize {
        self.scales.len()
    }
}

/// The weights of a linear layer.
#[derive(Debug)]
pub(crate) struct Linear {
    pub(crate) inputs: usize,
    /// The columns that are meant, and those with the zeros that fill up to [`COLUMNS`].
    pub(crate) outputs: usize,
    pub(crate) padded: usize,
    /// `[block of LANES columns][inputs / GROUP][LANES][GROUP]`
    pub(crate) bytes: Vec<i8>,
    /// What each column's sum starts from: it takes away what the activations' coding adds.
    pub(crate) starts: Vec<i32>,
    /// The same for kernels that take 128 from each byte before they multiply.
    pub(crate) signed_starts: Vec<i32>,
    /// A column's weights are its integers times this.
    pub(crate) scales: Vec<f32>,
    pub(crate) biases: Vec<f32>,
}

impl Linear {
    /// Packs `weights`, `[outputs][inputs]`, for activations with this `coding`.
    ///
    /// `inputs` is a multiple of [`GROUP`], and every weight lies between -64 and 64.
    pub(crate) fn new(
        weights: &[i8],
        scales: &[f32],
        biases: &[f32],
        inputs: usize,
        coding: Coding,
    ) -> Self {
        let outputs = scales.len();
        let padded = outputs.next_multiple_of(COLUMNS);
        let filled = |values: &[f32]| {
            let mut filled = values.to_vec();
            filled.resize(padded, 0.0);
            filled
        };
        let (scales, mut biases) = (filled(scales), filled(biases));
        let mut bytes = vec![0i8; padded * inputs];
        let mut starts = vec![0i32; padded];
        let mut signed_starts = starts.clone();
        for (column, row) in weights.chunks_exact(inputs).enumerate() {
            let (block, lane) = (column / LANES, column % LANES);
            let (packed, _) =
                bytes[block * LANES * inputs..][..LANES * inputs].as_chunks_mut::<GROUP>();
            let (groups, _) = row.as_chunks::<GROUP>();
            for (at, group) in groups.iter().enumerate() {
                packed[at * LANES + lane] = *group;
            }
            let sum: i32 = row.iter().map(|&w| i32::from(w)).sum();
            match coding {
                Coding::Signed => starts[column] = -128 * sum,
                Coding::Floored(floor) => biases[column] -= floor * (scales[column] * sum as f32),
            }
            signed_starts[column] = starts[column] + 128 * sum;
        }
        Self {
            inputs,
            outputs,
            padded,
            bytes,
            starts,
            signed_starts,
            scales,
            biases,
        }
    }

    /// The packed weights of a block of [`LANES`] columns.
    pub(crate) fn block(&self, at: usize) -> &[[i8; LANES * GROUP]] {
        let size = LANES * self.inputs;
        self.bytes[at * size..(at + 1) * size].as_chunks().0
    }
}
