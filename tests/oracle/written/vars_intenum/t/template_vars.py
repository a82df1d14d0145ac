from enum import IntEnum
import dagster as dg

class Chunk(IntEnum):
    SMALL = 2
    BIG = 5

@dg.template_var
def threads():
    return Chunk.BIG * 2

@dg.template_var
def chunk_name():
    return f"{Chunk.SMALL.name.lower()}-{Chunk.SMALL.value}-{Chunk.SMALL}-{int(Chunk.BIG)}"

@dg.template_var
def tags():
    return {c.name: str(c.value) for c in Chunk if c > Chunk.SMALL}
