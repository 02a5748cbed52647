"""What a balancer is told about the instances behind a name, and how nginx is told."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Upstream:
    """Instances that serve one name, and what to do when one fails."""

    ports: tuple[int, ...]
    max_fails: int = 1  # after so many failures it is left out; 0: never
    repeats: str = "error timeout"  # "off"; or with "non_idempotent" also what may have been done
    sticky: bool = False  # the same user always reaches the same instance

    def may_repeat(self, method: str, *, sent: bool) -> bool:
        """Tell whether the next instance may be asked after a failure."""
        safe = method == "GET" or not sent or "non_idempotent" in self.repeats
        return self.repeats != "off" and safe


# region shown
UPSTREAM = """
upstream {name} {{
    {sticky}
    {servers}
}}
server {{
    listen 127.0.0.1:{port};
    server_name {name};
    location / {{
        proxy_pass http://{name};
        proxy_next_upstream {repeats};
        add_header X-Tries $upstream_addr always;
    }}
}}
"""
# endregion

MAIN = """
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server_names_hash_bucket_size 128;
    {upstreams}
}}
"""


def write_configuration(folder: Path, port: int, upstreams: Mapping[str, Upstream]) -> Path:
    """Write nginx's configuration; whoever fails is left out for longer than the lab runs."""
    blocks = []
    for name, upstream in upstreams.items():
        servers = [
            f"server 127.0.0.1:{other} max_fails={upstream.max_fails} fail_timeout=600s;"
            for other in upstream.ports
        ]
        block = UPSTREAM.format(
            name=name,
            port=port,
            sticky="hash $http_x_user;" if upstream.sticky else "",
            servers="\n    ".join(servers),
            repeats=upstream.repeats,
        )
        blocks.append(block)
    path = folder / "nginx.conf"
    path.write_text(MAIN.format(folder=folder, upstreams="".join(blocks)))
    return path
