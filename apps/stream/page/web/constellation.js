// constellation
