from dataclasses import dataclass, replace, asdict
@dataclass
class Settings:
    prefix: str = "q"
    year: int = 2023
def load(**overrides):
    base = Settings()
    return replace(base, **{"year": 2024, **overrides})
