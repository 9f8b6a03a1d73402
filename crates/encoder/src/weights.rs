//! The file of weights, as `training/verbale_training/export.py` writes it.
//!
//! safetensors, little-endian. `N` counts layers from 0; `width` is that of the network:
//!
//! | tensor | type | shape |
//! |---|---|---|
//! | `words.weight`, `words.scale` | i8, f32 | `[pieces][width]`, `[pieces]`: a vector is its integers times its scale |
//! | `positions.weight`, `surfaces.weight` | f32 | `[places][width]`, `[surfaces][width]` |
//! | `norm.weight`, `norm.bias` | f32 | `[width]` |
//! | `layers.N.qkv`, `.out`, `.up`, `.down`, and `heads` | | linear layers |
//! | `layers.N.norm1`, `.norm2` `.weight`, `.bias` | f32 | `[width]` |
//!
//! A linear layer `L` has `L.weight` i8 `[outputs][inputs]`, between -64 and 64, `L.scale` and `L.bias`
//! f32 `[outputs]`: its weights are the integers of a row times the row's scale. The header's metadata
//! has `merge`, the number of layers that see every piece. Other tensors are left alone.

use crate::attention::{HEAD, LONGEST};
use crate::matrix::{Coding, LANES, Linear};
use crate::rows::FLOOR;
use safetensors::{Dtype, SafeTensors};
use std::fmt;

/// The inputs of a linear layer come in multiples of this: rows in whole lanes.
const INPUTS: usize = 2 * LANES;

/// The parameters of a layer normalisation.
#[derive(Debug)]
pub(crate) struct Norm {
    pub(crate) weight: Vec<f32>,
    pub(crate) bias: Vec<f32>,
}

#[derive(Debug)]
pub(crate) struct Layer {
    pub(crate) heads: usize,
    pub(crate) qkv: Linear,
    pub(crate) out: Linear,
    pub(crate) norm1: Norm,
    pub(crate) up: Linear,
    pub(crate) down: Linear,
    pub(crate) norm2: Norm,
}

/// Everything but the table of word pieces, which stays where it is.
#[derive(Debug)]
pub(crate) struct Weights {
    pub(crate) width: usize,
    /// Where the vectors of the word pieces stand in the file.
    pub(crate) words: std::ops::Range<usize>,
    pub(crate) word_scales: Vec<f32>,
    pub(crate) positions: Vec<f32>,
    pub(crate) surfaces: Vec<f32>,
    pub(crate) norm: Norm,
    pub(crate) layers: Vec<Layer>,
    pub(crate) merge: usize,
    pub(crate) heads: Linear,
}

/// The weights are not what the encoder expects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WeightsError(String);

impl fmt::Display for WeightsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the weights can't be used: {}", self.0)
    }
}

impl std::error::Error for WeightsError {}

impl Weights {
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, WeightsError> {
        let unreadable = |error| WeightsError(format!("{error}"));
        let (_, metadata) = SafeTensors::read_metadata(bytes).map_err(unreadable)?;
        let merge = metadata
            .metadata()
            .as_ref()
            .and_then(|it| it.get("merge")?.parse().ok())
            .ok_or_else(|| {
                WeightsError("no number of layers before the merge in the header".into())
            })?;
        let file = File(SafeTensors::deserialize(bytes).map_err(unreadable)?);
        let norm = file.norm("norm")?;
        let width = norm.weight.len();
        let words = file.tensor("words.weight", Dtype::I8)?;
        let first = words.as_ptr() as usize - bytes.as_ptr() as usize;
        let layers = (0..)
            .map(|at| format!("layers.{at}"))
            .take_while(|name| file.0.tensor(&format!("{name}.qkv.weight")).is_ok())
            .map(|name| file.layer(&name, width))
            .collect::<Result<Vec<Layer>, _>>()?;
        let it = Self {
            width,
            words: first..first + words.len(),
            word_scales: file.floats("words.scale")?,
            positions: file.floats("positions.weight")?,
            surfaces: file.floats("surfaces.weight")?,
            norm,
            layers,
            merge,
            heads: file.linear("heads", width, Coding::Signed)?,
        };
        it.check()?;
        Ok(it)
    }

    fn check(&self) -> Result<(), WeightsError> {
        let fits = |values: &[f32]| values.len().is_multiple_of(self.width);
        let places = self.positions.len() / self.width;
        if self.words.len() != self.word_scales.len() * self.width
            || !fits(&self.positions)
            || !fits(&self.surfaces)
            || self.merge > self.layers.len()
        {
            return Err(WeightsError("tables and layers don't fit together".into()));
        }
        if places > LONGEST {
            return Err(WeightsError(format!(
                "windows of {places} pieces, more than {LONGEST}"
            )));
        }
        Ok(())
    }
}

struct File<'a>(SafeTensors<'a>);

impl<'a> File<'a> {
    fn tensor(&self, name: &str, dtype: Dtype) -> Result<&'a [u8], WeightsError> {
        let tensor = self
            .0
            .tensor(name)
            .map_err(|_| WeightsError(format!("there is no tensor {name}")))?;
        if tensor.dtype() != dtype {
            return Err(WeightsError(format!(
                "{name} is {:?}, not {dtype:?}",
                tensor.dtype()
            )));
        }
        Ok(tensor.data())
    }

    fn floats(&self, name: &str) -> Result<Vec<f32>, WeightsError> {
        let (values, _) = self.tensor(name, Dtype::F32)?.as_chunks();
        Ok(values
            .iter()
            .map(|bytes| f32::from_le_bytes(*bytes))
            .collect())
    }

    fn norm(&self, name: &str) -> Result<Norm, WeightsError> {
        let weight = self.floats(&format!("{name}.weight"))?;
        let bias = self.floats(&format!("{name}.bias"))?;
        if weight.is_empty() || weight.len() != bias.len() || !weight.len().is_multiple_of(LANES) {
            return Err(WeightsError(format!(
                "the width of {name} is no multiple of {LANES}"
            )));
        }
        Ok(Norm { weight, bias })
    }

    fn linear(&self, name: &str, inputs: usize, coding: Coding) -> Result<Linear, WeightsError> {
        let weight: Vec<i8> = self
            .tensor(&format!("{name}.weight"), Dtype::I8)?
            .iter()
            .map(|byte| byte.cast_signed())
            .collect();
        let scales = self.floats(&format!("{name}.scale"))?;
        let biases = self.floats(&format!("{name}.bias"))?;
        if scales.len() != biases.len()
            || weight.len() != scales.len() * inputs
            || !inputs.is_multiple_of(INPUTS)
        {
            return Err(WeightsError(format!(
                "{name} has not {inputs} inputs, a multiple of {INPUTS}"
            )));
        }
        if weight.iter().any(|w| !(-64..=64).contains(w)) {
            return Err(WeightsError(format!(
                "{name} has weights of more than seven bits"
            )));
        }
        Ok(Linear::new(&weight, &scales, &biases, inputs, coding))
    }

    fn layer(&self, name: &str, width: usize) -> Result<Layer, WeightsError> {
        let part = |part: &str| format!("{name}.{part}");
        let qkv = self.linear(&part("qkv"), width, Coding::Signed)?;
        let heads = qkv.outputs / (3 * HEAD);
        if heads == 0 || qkv.outputs != heads * 3 * HEAD {
            return Err(WeightsError(format!("{name}.qkv is not of whole heads")));
        }
        let up = self.linear(&part("up"), width, Coding::Signed)?;
        let down = self.linear(&part("down"), up.outputs, Coding::Floored(FLOOR))?;
        let out = self.linear(&part("out"), heads * HEAD, Coding::Signed)?;
        let norms = [self.norm(&part("norm1"))?, self.norm(&part("norm2"))?];
        if out.outputs != width
            || down.outputs != width
            || norms.iter().any(|n| n.weight.len() != width)
        {
            return Err(WeightsError(format!(
                "{name} does not give {width} columns"
            )));
        }
        let [norm1, norm2] = norms;
        Ok(Layer {
            heads,
            qkv,
            out,
            norm1,
            up,
            down,
            norm2,
        })
    }
}
