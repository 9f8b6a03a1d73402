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

    pub(crate) fn row(&self, at: usize) -> &[u8] {
        &self.bytes[at * self.width..(at + 1) * self.width]
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
    /// Of every [`COLUMNS`] columns; none for kernels that go group by group.
    pub(crate) panels: Vec<Panel>,
}

/// How many groups a run has at most.
const LONGEST_RUN: usize = 3;
/// The most that the positive weights of a run may add up to in a lane of 16 bits, and the negative
/// ones: 255 * 128 < 2^15.
const RUN: i16 = 128;
/// How many unfinished runs are tried for the next group: more find hardly better ones.
const OPEN: usize = 12;

/// The groups of inputs of a panel of columns in another order: in runs whose products with any bytes
/// fit into 16 bits when they are added up, so that a kernel need not widen each. A lane of 16 bits
/// has half a group: two products.
#[derive(Debug)]
pub(crate) struct Panel {
    /// How many runs there are of three groups, of two, of one; they stand in this order.
    pub(crate) runs: [usize; LONGEST_RUN],
    /// The group of inputs that stands at each place.
    pub(crate) order: Vec<u16>,
}

/// A run that is being put together: its groups, and what its positive and negative weights add up to
/// in each lane of a panel.
struct Run {
    groups: Vec<u16>,
    sums: LaneSums,
}

/// A panel's lanes of 16 bits, for the positive weights and for the negative ones.
type LaneSums = [[i16; 2 * COLUMNS]; 2];

impl Panel {
    /// Each group goes to the first run that has room for it.
    fn new(blocks: [&[[i8; LANES * GROUP]]; COLUMNS / LANES]) -> Self {
        let mut done: [Vec<u16>; LONGEST_RUN] = Default::default();
        let mut open: Vec<Run> = Vec::new();
        for group in 0..blocks[0].len() {
            let own = lane_sums(blocks.map(|block| &block[group]));
            let group = u16::try_from(group).expect("layers have few inputs");
            let Some(at) = open.iter().position(|run| fits(&run.sums, &own)) else {
                if open.len() == OPEN {
                    let run = open.remove(0);
                    done[LONGEST_RUN - run.groups.len()].extend(run.groups);
                }
                let groups = vec![group];
                open.push(Run { groups, sums: own });
                continue;
            };
            let run = &mut open[at];
            run.groups.push(group);
            let sums = run.sums.as_flattened_mut();
            for (sum, own) in sums.iter_mut().zip(own.as_flattened()) {
                *sum += own;
            }
            if run.groups.len() == LONGEST_RUN {
                done[0].extend(open.remove(at).groups);
            }
        }
        for run in open {
            done[LONGEST_RUN - run.groups.len()].extend(run.groups);
        }
        Self {
            runs: std::array::from_fn(|at| done[at].len() / (LONGEST_RUN - at)),
            order: done.concat(),
        }
    }
}

/// What a group's weights add up to in each lane, the positive ones and the negative ones, without sign.
fn lane_sums(blocks: [&[i8; LANES * GROUP]; COLUMNS / LANES]) -> LaneSums {
    let mut out = [[0; 2 * COLUMNS]; 2];
    for (block, at) in blocks.into_iter().zip([0, 2 * LANES]) {
        for (lane, pair) in block.as_chunks::<2>().0.iter().enumerate() {
            // As one number of 16 bits: so the compiler has lanes of one width all through.
            let pair = i16::from_le_bytes(pair.map(i8::cast_unsigned));
            let (low, high) = (pair << 8 >> 8, pair >> 8);
            out[0][at + lane] = low.max(0) + high.max(0);
            out[1][at + lane] = -(low.min(0) + high.min(0));
        }
    }
    out
}

fn fits(sums: &LaneSums, own: &LaneSums) -> bool {
    let mut most = 0;
    for (sum, own) in sums.as_flattened().iter().zip(own.as_flattened()) {
        most = most.max(sum + own);
    }
    most <= RUN
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
            panels: Vec::new(),
        }
    }

    /// The same weights with the groups of each panel in runs.
    pub(crate) fn in_runs(mut self) -> Self {
        for first in (0..self.padded / LANES).step_by(COLUMNS / LANES) {
            let panel = Panel::new([self.block(first), self.block(first + 1)]);
            for block in first..first + COLUMNS / LANES {
                let own = self.block(block);
                let ordered: Vec<i8> = panel
                    .order
                    .iter()
                    .flat_map(|&group| own[usize::from(group)])
                    .collect();
                let size = ordered.len();
                self.bytes[block * size..(block + 1) * size].copy_from_slice(&ordered);
            }
            self.panels.push(panel);
        }
        self
    }

    /// The packed weights of a block of [`LANES`] columns.
    pub(crate) fn block(&self, at: usize) -> &[[i8; LANES * GROUP]] {
        let size = LANES * self.inputs;
        self.bytes[at * size..(at + 1) * size].as_chunks().0
    }
}
