from typing import Final
START: Final[str] = '2024-06-01'
