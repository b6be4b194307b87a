"""An account on a server, spoken to over the AIStore HTTP API.

`config` says which server and with which key, `client` has the calls, `upload` and
`download` carry whole recordings. Importing any of it loads neither requests nor YAML.
"""
