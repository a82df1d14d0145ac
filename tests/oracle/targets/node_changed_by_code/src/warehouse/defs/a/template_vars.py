import dagster as dg


@dg.template_var
def partitions_of():
    def choose(node):
        if node["resource_type"] != "model":
            return None
        config, name = node["config"], node["name"]
        config["packages"].append(name)
        config["grants"]["to_" + name] = True
        node["meta"].setdefault("seen", []).append(name)
        node["tags"].append(name)
        for column in node["columns"].values():
            column["meta"]["of"] = name
            column["tags"].append(name)
        if name != "customers":
            return None
        told = [set(config["packages"]), config["grants"], set(node["meta"]["seen"]), config["meta"], config["tags"]]
        told += [(column["meta"], column["config"]) for column in node["columns"].values()]
        return dg.StaticPartitionsDefinition([f"{i}: {v}" for i, v in enumerate(told)])
    return choose
