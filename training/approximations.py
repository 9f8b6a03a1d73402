#!/usr/bin/env python3
"""The polynomials of `crates/encoder/src/rows.rs`: prints their coefficients and largest errors.

Least squares on Chebyshev nodes, weighted again and again towards the largest error (Lawson's method),
which comes near the best polynomial of a degree. Errors are those of the rounded coefficients in f32.
"""
import math

import numpy as np


def fit(powers: list[int], nodes: np.ndarray, values: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Coefficients of `powers` such that the largest |weight * error| is small."""
    matrix = np.stack([nodes**p for p in powers], 1)
    scale = np.abs(matrix).max(0)
    lawson = np.ones_like(nodes)
    for _ in range(400):
        rows = (weight * np.sqrt(lawson))[:, None]
        found, *_ = np.linalg.lstsq(matrix / scale * rows, values * rows[:, 0], rcond=None)
        error = np.abs((matrix / scale @ found - values) * weight)
        lawson *= error / error.max() + 1e-12
        lawson /= lawson.sum()
    return (found / scale).astype(np.float32)


def horner(coefficients: np.ndarray, x: np.ndarray) -> np.ndarray:
    p = np.zeros_like(x)
    for c in coefficients[::-1]:
        p = p * x + c
    return p


def main() -> None:
    spread = np.cos(np.pi * (np.arange(4000) + 0.5) / 4000)
    erf = np.vectorize(math.erf)

    reach = 4.25
    x = (spread + 1) / 2 * reach
    phi = fit([2 * n + 1 for n in range(9)], x, erf(x / np.sqrt(2)) / 2, x)
    x = np.linspace(0, reach, 200_001).astype(np.float32)
    found = x * (np.float32(0.5) + x * horner(phi, x * x))
    exact = x.astype(float) * (0.5 + erf(x.astype(float) / np.sqrt(2)) / 2)
    print("PHI ", [float(c) for c in phi], f"GELU is off by {np.abs(found - exact).max():.1e}")

    x = spread / 2
    exp2 = fit(list(range(5)), x, 2.0**x, 1 / 2.0**x)
    x = np.linspace(-0.5, 0.5, 100_001).astype(np.float32)
    error = np.abs(horner(exp2, x) / 2.0 ** x.astype(float) - 1).max()
    print("EXP2", [float(c) for c in exp2], f"off by {error:.1e} of the value")


if __name__ == "__main__":
    main()
