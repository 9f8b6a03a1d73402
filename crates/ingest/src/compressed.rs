//! Compressed files: what is in them is read as if it were not.

use std::io::{self, BufRead, BufReader, Read};

use flate2::bufread::MultiGzDecoder;
use ruzstd::decoding::StreamingDecoder;

use crate::Reports;
use crate::error::Error;
use crate::format::{self, Format};
use crate::source::Source;

/// The most memory that a file may ask for to be unpacked.
const MAX_WINDOW: u64 = 128 << 20;

/// A file packed by gzip, or several one after the other.
pub(crate) struct Gzip;

impl Format for Gzip {
    fn is(&self, head: &[u8], _: &Source) -> bool {
        head.starts_with(b"\x1F\x8B\x08")
    }

    fn read(&self, source: Source) -> Result<Reports, Error> {
        format::read(
            source.unpacked(|packed| Box::new(BufReader::new(MultiGzDecoder::new(packed))))?,
        )
    }
}

/// A file packed by zstd, of one frame or several.
pub(crate) struct Zstd;

impl Format for Zstd {
    fn is(&self, head: &[u8], _: &Source) -> bool {
        head.starts_with(b"\x28\xB5\x2F\xFD")
    }

    fn read(&self, source: Source) -> Result<Reports, Error> {
        format::read(source.unpacked(|packed| Box::new(BufReader::new(Frames::Between(packed))))?)
    }
}

type Packed = Box<dyn BufRead + Send>;

/// The frames of a zstd file, unpacked one after the other.
enum Frames {
    Between(Packed),
    Within(Box<StreamingDecoder<Packed, ruzstd::decoding::FrameDecoder>>),
    /// After an error, or at the end.
    Ended,
}

impl Read for Frames {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match std::mem::replace(self, Self::Ended) {
                Self::Ended => return Ok(0),
                Self::Between(mut packed) => {
                    if packed.fill_buf()?.is_empty() {
                        return Ok(0);
                    }
                    let frame = StreamingDecoder::new_with_max_window_size(packed, MAX_WINDOW)
                        .map_err(io::Error::other)?;
                    *self = Self::Within(Box::new(frame));
                }
                Self::Within(mut frame) => {
                    let count = frame.read(buffer)?;
                    if count > 0 || buffer.is_empty() {
                        *self = Self::Within(frame);
                        return Ok(count);
                    }
                    *self = Self::Between(frame.into_inner());
                }
            }
        }
    }
}
