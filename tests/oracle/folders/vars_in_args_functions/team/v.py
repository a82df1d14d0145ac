import dagster as dg

from .w import FORMAT, next_day


@dg.template_var
def slice_of():
    def slice_of_window(window):
        return {"min_date": window.start.strftime(FORMAT), "max_date": next_day(window.end)}

    return slice_of_window
