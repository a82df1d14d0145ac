import random
import dagster as dg

@dg.template_var
def shard():
    rng = random.Random(42)
    tags = ["a", "b", "c", "d"]
    rng.shuffle(tags)
    return f"tag:{rng.choice(tags)} {tags} {rng.randint(1, 100)} {rng.random()} {rng.sample(range(10), 3)}"

@dg.template_var
def probe():
    return dg.StaticPartitionsDefinition([f"{name}: {value}" for name, value in [("shard", shard())]])
