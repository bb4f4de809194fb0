"""The one place that reads the environment: what the operator or user has configured.

Weight grows from `.env` over `wellread.toml` and the environment to flags. Names in the
environment begin with `WELLREAD_`, but for the vendors' own (`OPENAI_API_KEY`, ...).
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from platformdirs import user_data_path
from pydantic import (
    AliasChoices,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
)
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from wellread.errors import SettingsError

Effort = Literal["", "minimal", "low", "medium", "high"]
SHORTEST_TOKEN_CHARS = 16
_USER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}")


def _vendor(name: str, own: str) -> AliasChoices:
    return AliasChoices(own, f"wellread_{own}", name)


class McpServer(BaseModel):
    """An MCP server with a tool that searches: reached at `url`, or started by `command`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: str = ""
    headers: dict[str, SecretStr] = Field(default_factory=dict)
    command: str = ""
    args: tuple[str, ...] = ()
    env: dict[str, SecretStr] = Field(default_factory=dict)
    """Beside the few variables that every program needs; the command sees nothing else."""
    tool: str = ""
    """Empty: the only tool, or the only one whose name holds `search`."""
    query: str = ""
    """The tool's parameter for the query, where it cannot be told from its name."""
    cost_usd: float | None = Field(default=0, ge=0)
    """USD per search; null where it is not known."""

    @property
    def secrets(self) -> tuple[SecretStr, ...]:
        """What its headers and environment hold."""
        return (*self.headers.values(), *self.env.values())


class Settings(BaseSettings):
    """Everything that can be configured. Each field's text is its documentation."""

    model_config = SettingsConfigDict(
        env_prefix="WELLREAD_",
        env_file=".env",
        toml_file="wellread.toml",
        extra="ignore",
        frozen=True,
        populate_by_name=True,
        env_ignore_empty=True,
    )

    data_dir: Path = Field(default_factory=lambda: user_data_path("wellread", appauthor=False))
    """Folder of runs, snapshots and the ledger."""
    database_url: SecretStr | None = None
    """PostgreSQL for snapshots and ledger, `postgresql://user:password@host:5432/database`.
    Without it they are a file in the folder."""
    openai_api_key: SecretStr | None = Field(
        default=None, validation_alias=_vendor("OPENAI_API_KEY", "openai_api_key")
    )
    """Key of OpenAI or of a compatible server; without it reports are extractive."""
    openai_base_url: str | None = Field(
        default=None,
        validation_alias=AliasChoices(
            "openai_base_url", "wellread_openai_base_url", "OPENAI_BASE_URL", "OPENAI_API_BASE"
        ),
    )
    """Address of an OpenAI-compatible server (Ollama, vLLM, llama.cpp); a key may be any word."""
    tavily_api_key: SecretStr | None = Field(
        default=None, validation_alias=_vendor("TAVILY_API_KEY", "tavily_api_key")
    )
    """Key of Tavily, the web search."""
    tavily_base_url: str | None = Field(
        default=None, validation_alias=_vendor("TAVILY_BASE_URL", "tavily_base_url")
    )
    """Address of a Tavily-compatible server."""
    planner_model: str = "openai:gpt-5.4"
    """Plans; may be a reasoning model. `provider:model`."""
    planner_effort: Effort = "medium"
    """Reasoning effort of the planner, where the model knows it; empty leaves it out."""
    fast_model: str = "openai:gpt-5.4-mini"
    """Extracts, reviews and checks."""
    smart_model: str = "openai:gpt-5.4"
    """Writes."""
    planner_fallback_model: str = ""
    """Plans where `planner_model` is down or gives no usable answer; empty: code plans."""
    fast_fallback_model: str = ""
    """The same for `fast_model`; empty: code extracts, reviews and checks."""
    smart_fallback_model: str = ""
    """The same for `smart_model`; empty: passages are quoted word for word."""
    embedding_model: str = ""
    """`openai:text-embedding-3-small`, `minilm` (the extra `semantic`), any LangChain embedding as
    `langchain:package.module:name`, or empty for BM25 alone."""
    models: Literal["auto", "off"] = "auto"
    """`off` writes extractive reports even where a key is set."""
    model_timeout_s: float = Field(default=120, gt=0)
    """Seconds after which a model call is given up."""
    model_idle_timeout_s: float = Field(default=0, ge=0)
    """Seconds without a word in the midst of an answer, after which the call is made again. Answers
    are then streamed, which takes some more of this machine's time; 0 takes them whole."""
    model_tries: int = Field(default=4, ge=1, le=10)
    """How often a model or search call is made before its error counts."""
    backoff_s: float = Field(default=1, ge=0)
    """Seconds before the second try of a call, twice as many before each further one, where the
    service does not say how long to wait."""
    search_timeout_s: float = Field(default=40, gt=0)
    """Seconds after which a search is given up."""
    max_model_calls_at_once: int = Field(default=8, ge=1)
    """Of one run."""
    max_model_calls_of_process: int = Field(default=64, ge=1)
    """At once, over all runs of the process."""
    max_searches_at_once: int = Field(default=16, ge=1)
    """Over all runs of the process."""
    max_fetches_at_once: int = Field(default=64, ge=1)
    """Pages fetched at the same time, over all runs of the process."""
    prices: dict[str, tuple[float, float]] = Field(default_factory=dict)
    """USD per million prompt and completion tokens, for models whose price is not known."""
    tavily_cost_usd: float = Field(default=0.008, ge=0)
    """USD per basic search (list price of 2026-11)."""
    search: str = ""
    """Search providers in fallback order, with commas: `tavily,duckduckgo`. Empty: what has a key
    or address, else DuckDuckGo."""
    contact: str = ""
    """An e-mail or web address at which free services reach you; sent with searches to them."""
    brave_api_key: SecretStr | None = Field(
        default=None, validation_alias=_vendor("BRAVE_API_KEY", "brave_api_key")
    )
    """Key of Brave Search."""
    brave_base_url: str = "https://api.search.brave.com"
    """Address of Brave Search, or of a mirror."""
    brave_cost_usd: float | None = Field(default=0.005, ge=0)
    """USD per search (list price of 2026-11)."""
    serper_api_key: SecretStr | None = Field(
        default=None, validation_alias=_vendor("SERPER_API_KEY", "serper_api_key")
    )
    """Key of Serper, which asks Google."""
    serper_base_url: str = "https://google.serper.dev"
    """Address of Serper, or of a mirror."""
    serper_cost_usd: float | None = Field(default=0.001, ge=0)
    """USD per search of up to 10 results (smallest package of 2026-11)."""
    searxng_url: str | None = Field(
        default=None, validation_alias=_vendor("SEARXNG_URL", "searxng_url")
    )
    """Address of a SearXNG instance whose settings allow the format `json`."""
    duckduckgo_base_url: str = "https://html.duckduckgo.com"
    """Address of DuckDuckGo's page without scripts."""
    arxiv_base_url: str = "https://export.arxiv.org"
    """Address of arXiv's interface, or of a mirror."""
    openalex_api_key: SecretStr | None = Field(
        default=None, validation_alias=_vendor("OPENALEX_API_KEY", "openalex_api_key")
    )
    """Free key of OpenAlex; without it some hundred searches a day at most."""
    openalex_base_url: str = "https://api.openalex.org"
    """Address of OpenAlex, or of a mirror."""
    openalex_cost_usd: float | None = Field(default=0, ge=0)
    """USD per search; 0.001 where a paid plan goes beyond the free allowance of each day."""
    ncbi_api_key: SecretStr | None = Field(
        default=None, validation_alias=_vendor("NCBI_API_KEY", "ncbi_api_key")
    )
    """Free key of NCBI: PubMed then takes ten requests a second instead of three."""
    pubmed_base_url: str = "https://eutils.ncbi.nlm.nih.gov"
    """Address of NCBI's E-utilities, or of a mirror."""
    wikipedia_language: str = Field(default="en", pattern="^[a-z-]{2,12}$")
    """Which Wikipedia is searched where no language is asked for."""
    wikipedia_base_url: str = "https://{language}.wikipedia.org"
    """Address of a MediaWiki; `{language}` is replaced."""
    mcp_servers: dict[str, McpServer] = Field(default_factory=dict)
    """MCP servers as search providers `mcp:NAME` (the extra `mcp`), each with `url` and `headers`
    or `command`, `args` and `env`; `tool` and `query` name the tool and its parameter, `cost_usd`
    what a search costs."""
    retriever: str = ""
    """A LangChain retriever or vector store as a search provider beside the web:
    `package.module:name`."""
    retriever_cost_usd: float | None = Field(default=0, ge=0)
    """USD per call of the retriever."""
    fetch_timeout_s: float = Field(default=15, gt=0)
    """Seconds for one page, redirects included."""
    max_page_bytes: int = Field(default=10_000_000, gt=0)
    """Bytes of one page after decompression."""
    allowed_private_hosts: tuple[str, ...] = ()
    """Hosts on private or loopback addresses that may be fetched, as `host` or `host:port`."""
    browser: str = "auto"
    """Chromium for pages that are empty until their scripts have run (the extra `browser`): its
    path, `auto` for the system's, or `off`."""
    allowed_ports: tuple[int, ...] = (80, 443)
    """Ports of public hosts from which pages are fetched."""
    allowed_hosts: tuple[str, ...] = ()
    """Pages are fetched from these hosts, and from what lies below them, alone. Empty: from all."""
    denied_hosts: tuple[str, ...] = ()
    """No page is fetched from these hosts and from what lies below them."""
    respect_robots: bool = True
    """Ask each site's `robots.txt` once in a run, and read no page that it closes to programs."""
    page_ttl_s: float = Field(default=86_400, ge=0)
    """For how long a page that was read is not fetched again."""
    allowed_folders: tuple[Path, ...] = ()
    """Folders that a server's clients may name as documents; `{user}` in one stands for the user's
    name. The command line may name any."""
    max_upload_bytes: int = Field(default=50_000_000, ge=0)
    """Bytes of all documents together that a client may upload to one thread of a server."""
    tokens: dict[str, SecretStr] = Field(default_factory=dict)
    """Who may use a server: user names and their tokens, as `{"ada": "a long random text"}`.
    Without it a server answers nobody but this machine."""
    max_reviewer_rounds: int = Field(default=5, ge=0, le=5)
    """Rounds of further searching that a reviewer may ask for in any run, at most."""
    max_runs_per_user: int = Field(default=10, ge=1)
    """Threads of one user in which a server works at the same time; what goes beyond is refused."""
    unattended_max_cost_usd: float = Field(default=1.0, ge=0)
    """USD that a run without a human's approval, started by one tool call over MCP, may cost."""
    allowed_origins: tuple[str, ...] = (
        "https://smith.langchain.com",
        "https://eu.smith.langchain.com",
    )
    """Web pages that may use a server which has no tokens, besides pages of this machine. These
    are Studio's."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003  a fixed signature
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Flags, environment, `wellread.toml`, `.env`: the first that has a value counts."""
        return (
            init_settings,
            env_settings,
            TomlConfigSettingsSource(settings_cls),
            dotenv_settings,
        )

    @field_validator("tokens")
    @classmethod
    def _are_tokens(cls, tokens: dict[str, SecretStr]) -> dict[str, SecretStr]:
        """Names that fit into a path, and tokens that nobody guesses, each given once."""
        if strange := [name for name in tokens if not _USER.fullmatch(name)]:
            raise ValueError(
                f"{strange[0]!r} is no user's name: take letters, digits and . _ @ -, at most 64"
            )
        if short := [name for name, token in tokens.items() if len(token) < SHORTEST_TOKEN_CHARS]:
            raise ValueError(
                f"the token of {short[0]!r} is too short: take {SHORTEST_TOKEN_CHARS} characters "
                "or more, from `openssl rand -hex 24` for example"
            )
        if len({token.get_secret_value() for token in tokens.values()}) < len(tokens):
            raise ValueError("two users have the same token: give each their own")
        return tokens

    @property
    def secrets(self) -> tuple[str, ...]:
        """Everything here that must never be shown."""
        values = [getattr(self, name) for name in type(self).model_fields]
        kept = (
            *(each for each in values if isinstance(each, SecretStr)),
            *self.tokens.values(),
            *(each for server in self.mcp_servers.values() for each in server.secrets),
        )
        database = urlsplit(self.database_url.get_secret_value() if self.database_url else "")
        return (*(each.get_secret_value() for each in kept), *filter(None, (database.password,)))

    def folders_of(self, user: str) -> tuple[Path, ...]:
        """The folders that this user of a server may name; empty `user` is one without a name."""
        return tuple(
            Path(str(folder).replace("{user}", user)).expanduser()
            for folder in self.allowed_folders
            if user or "{user}" not in str(folder)
        )

    @property
    def searches_web(self) -> bool:
        """Whether a search is configured: one named in `search`, or one whose key is set."""
        return bool(
            self.search
            or self.tavily_api_key
            or self.brave_api_key
            or self.serper_api_key
            or self.searxng_url
            or self.retriever
            or self.mcp_servers
        )

    @property
    def embeds_outside(self) -> bool:
        """Whether embedding sends text to a service; MiniLM works on this machine."""
        return self.embedding_model not in ("", "minilm")

    @property
    def has_models(self) -> bool:
        """Whether a chat model may be used."""
        return self.models == "auto" and (
            self.openai_api_key is not None
            or any(
                not name.startswith("openai:")
                for name in (self.planner_model, self.fast_model, self.smart_model)
            )
        )


def load_settings(flags: Mapping[str, Any] | None = None) -> Settings:
    """The settings of this process; `flags` weigh most, None values in it are left out.

    Raises:
        SettingsError: a value that does not fit, named with where it may be set.
    """
    given = {name: value for name, value in (flags or {}).items() if value is not None}
    try:
        return Settings(**given)
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}"
            for fault in error.errors()
        )
        raise SettingsError(
            f"a setting does not fit: {faults}. Mend it in the flags, the environment "
            "(WELLREAD_NAME), wellread.toml or .env; `wellread doctor` lists all settings."
        ) from error
    except (ValueError, OSError) as error:
        raise SettingsError(
            f"wellread.toml or .env cannot be read: {error}. Mend or remove the file."
        ) from error
