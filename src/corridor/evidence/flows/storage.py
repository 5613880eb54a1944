"""Room for the draws of an ensemble, in memory or in a temporary file."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Stored = npt.NDArray[np.float32]

_WIDEST = 4096
_NARROWEST = 64


class Store:
    """Draws of all cells, in blocks of cells, so that quantiles need one block at a time.

    A block is a table draws by cells: in memory, or, one after the other, in ``file``.
    """

    def __init__(self, draws: int, widths: list[int], file: IO[bytes] | None) -> None:
        self.draws, self.widths, self.file = draws, widths, file
        self.blocks: list[Stored] = []
        if file is None:
            self.blocks = [np.empty((draws, width), dtype=np.float32) for width in widths]

    def add(self, at: int, rows: Stored) -> None:
        """Keep the draws ``rows`` (draws by cells) as numbers ``at`` onwards."""
        begin = 0
        for i, width in enumerate(self.widths):
            part = rows[:, begin : begin + width]
            if self.file is None:
                self.blocks[i][at : at + len(rows)] = part
            else:
                self.file.seek(4 * (begin * self.draws + at * width))
                self.file.write(part.tobytes())
            begin += width

    def quantiles(self, draws: int, shares: Sequence[float]) -> list[Array]:
        """Quantiles of each cell over the first ``draws`` draws, one array of cells a share."""
        parts, begin = [], 0
        for i, width in enumerate(self.widths):
            if self.file is None:
                block = self.blocks[i][:draws]
            else:
                self.file.seek(4 * begin * self.draws)
                block = np.frombuffer(self.file.read(4 * draws * width), dtype=np.float32).reshape(
                    draws, width
                )
            columns = np.array(block.T, order="C")
            parts.append(np.quantile(columns, shares, axis=1, overwrite_input=True).astype(np.float64))
            begin += width
        return list(np.concatenate(parts, axis=1))


@contextmanager
def room(draws: int, cells: int, memory_mb: float) -> Iterator[Store]:
    """Room for all draws, in memory if that takes at most ``memory_mb``, else in a temporary file."""
    limit = memory_mb * 1e6
    width = int(min(cells, _WIDEST, max(_NARROWEST, limit / (16 * draws))))
    widths = [min(width, cells - at) for at in range(0, cells, width)]
    if draws * cells * 4 <= limit:
        yield Store(draws, widths, None)
        return
    with tempfile.TemporaryFile() as file:
        yield Store(draws, widths, file)
