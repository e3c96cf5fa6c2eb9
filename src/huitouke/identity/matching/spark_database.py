"""The tables of one run of matching in Spark: on this machine, or spread over a cluster.

Each table is a folder of Parquet files below one folder that every machine of the cluster reaches, so that nothing is
worked out twice and nothing has to fit into memory. Statements come in DuckDB's words and are translated.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final
from zipfile import ZipFile

from huitouke.identity.matching.databases import EngineMissing
from huitouke.identity.matching.spark_words import in_spark

if TYPE_CHECKING:
    import numpy.typing as npt
    import pyarrow as pa

LEAST_JAVA: Final = 17
OWN_FOLDER: Final = "huitouke-match"
"""The folder below the one that is named: ours alone, and emptied when a run begins."""
_SOURCE: Final = Path(__file__).with_name("Similarity.java")
_FUNCTIONS: Final = {
    "jaro_winkler_similarity": ("huitouke.Similarity$JaroWinkler", "DoubleType"),
    "damerau_levenshtein": ("huitouke.Similarity$Edits", "LongType"),
}


def require_spark() -> None:
    """Refuses with EngineMissing where Spark cannot begin: no package, no Java, or one before 17."""
    if find_spec("pyspark") is None:
        raise EngineMissing("package")
    home = os.environ.get("JAVA_HOME")
    java = shutil.which("java", path=f"{home}/bin") if home else shutil.which("java")
    if java is None:
        raise EngineMissing("java")
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False)
    version = re.search(r'version "(\d+)', told.stderr + told.stdout)
    if told.returncode or version is None:
        raise EngineMissing("java")
    if int(version[1]) < LEAST_JAVA:
        raise EngineMissing("java_old")


_RULES: Final = "org.apache.spark.sql.catalyst.optimizer"
_MOVING_CONDITIONS: Final = ("PushDownPredicates", "PushPredicateThroughNonJoin", "PushPredicateThroughJoin")


class SparkDatabase:
    """A session of its own, from its making to `close`."""

    def __init__(self, *, master: str, folder: str, scratch: Path, memory: str = "3g") -> None:
        """`master` as Spark names it (`local[*]`, `spark://host:7077`, `yarn`); `folder`, with its scheme, is where
        tables stand, which all machines of a cluster have to reach; `scratch` a folder of this machine. `memory` is for
        a master on this machine; for a cluster `spark-defaults.conf` says such things. Refuses as `require_spark`."""
        require_spark()
        from pyspark.sql import SparkSession

        self._folder = f"{folder.rstrip('/')}/{OWN_FOLDER}"
        self._paths: dict[str, str] = {}
        self._made = 0
        self._scratch = TemporaryDirectory(prefix="huitouke-match-", dir=scratch)
        self._session: Any = None
        builder = SparkSession.builder.master(master).appName("Huitouke matching")
        for name, value in self._configuration(master, Path(self._scratch.name), memory).items():
            builder = builder.config(name, value)
        try:
            self._session = builder.getOrCreate()
            self._forget(self._folder)
            self._session.sparkContext.setCheckpointDir(f"{self._folder}/splink")
            self._bring_functions(Path(self._scratch.name))
        except BaseException:
            self.close()
            raise

    def _configuration(self, master: str, scratch: Path, memory: str) -> Mapping[str, str]:
        # The page of the session shows statements with values in them, to everybody who reaches the port, and its log
        # would hold them; what goes wrong comes as an exception.
        told = {
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
            "spark.log.level": "OFF",
            # Twenty levels of names in one method are more than Java takes: each column is compiled by itself instead.
            "spark.sql.codegen.wholeStage": "false",
            # A condition on a weight would be moved below the names that it is added up of, each written out wherever
            # it is named: the same measures some hundred times a pair, and then once more for the result.
            "spark.sql.optimizer.excludedRules": ",".join(f"{_RULES}.{name}" for name in _MOVING_CONDITIONS),
        }
        if master.startswith("local"):
            told |= {
                "spark.driver.memory": memory,
                "spark.driver.host": "127.0.0.1",
                "spark.driver.bindAddress": "127.0.0.1",
                "spark.local.dir": str(scratch),
                "spark.sql.warehouse.dir": str(scratch / "warehouse"),
                "spark.sql.shuffle.partitions": str(4 * (os.cpu_count() or 2)),
            }
        return told

    def append(self, name: str, select: str, **told: "pa.Table") -> None:
        """Adds what a query gives."""
        if name not in self._paths:
            self._paths[name] = self._new_path(name)
        with self._beside(told):
            self._session.sql(in_spark(select)).write.mode("append").parquet(self._paths[name])
        self._show(name)

    def make(self, name: str, select: str, **told: "pa.Table") -> None:
        """Makes a table anew."""
        old, path = self._paths.get(name), self._new_path(name)
        with self._beside(told):
            self._session.sql(in_spark(select)).write.parquet(path)
        self._paths[name] = path
        self._show(name)
        if old is not None:
            self._forget(old)

    def rows(self, select: str, **told: "pa.Table") -> list[tuple[Any, ...]]:
        """What a query gives."""
        with self._beside(told):
            found = self._session.sql(in_spark(select)).toArrow()
        return list(zip(*(column.to_pylist() for column in found.columns), strict=True))

    def arrays(self, select: str) -> "dict[str, npt.NDArray[Any]]":
        """What a query gives, by column."""
        found = self._session.sql(in_spark(select)).toArrow()
        return {name: found[name].to_numpy() for name in found.column_names}

    def words(self, sql: str) -> str:
        """An expression or a statement in Spark's words."""
        return in_spark(sql)

    def splink(self) -> Any:
        """Splink over these tables. Its own measures are not asked for: they are not DuckDB's."""
        import splink

        api: Any = splink.SparkAPI
        return api(spark_session=self._session, register_udfs_automatically=False)

    def close(self) -> None:
        """Takes the tables away and ends the session, with the Java program behind it."""
        from pyspark import SparkContext

        gateway = SparkContext._gateway
        try:
            if self._session is not None:
                self._forget(self._folder)
                self._session.stop()
        finally:
            if gateway is not None:
                # An idle Java program would hold its memory until this process ends. It ends when its input does.
                gateway.shutdown()
                gateway.proc.stdin.close()
                gateway.proc.wait()
                SparkContext._gateway = SparkContext._jvm = None
            self._scratch.cleanup()

    def _new_path(self, name: str) -> str:
        self._made += 1
        return f"{self._folder}/{name}-{self._made}"

    def _show(self, name: str) -> None:
        self._session.read.parquet(self._paths[name]).createOrReplaceTempView(name)

    @contextmanager
    def _beside(self, told: "dict[str, pa.Table]") -> Iterator[None]:
        for name, table in told.items():
            self._session.createDataFrame(table).createOrReplaceTempView(name)
        try:
            yield
        finally:
            for name in told:
                self._session.catalog.dropTempView(name)

    def _forget(self, path: str) -> None:
        """Takes a folder away wherever it is."""
        found = self._session.sparkContext._jvm.org.apache.hadoop.fs.Path(path)
        found.getFileSystem(self._session.sparkContext._jsc.hadoopConfiguration()).delete(found, True)

    def _bring_functions(self, scratch: Path) -> None:
        """Compiles the measures with the compiler that Spark brings, sends them to every machine, and names them."""
        compiler = self._session.sparkContext._jvm.org.codehaus.janino.SimpleCompiler()
        compiler.cook(_SOURCE.read_text(encoding="utf-8"))
        jar = scratch / "similarity.jar"
        with ZipFile(jar, "w") as file:
            for name, code in compiler.getBytecodes().items():
                file.writestr(f"{name.replace('.', '/')}.class", bytes(code))
        self._session.sparkContext._jsc.addJar(str(jar))
        types = self._session.sparkContext._jvm.org.apache.spark.sql.types.DataTypes
        functions = self._session._jsparkSession.udf()
        for name, (of, kind) in _FUNCTIONS.items():
            functions.register(
                name, compiler.getClassLoader().loadClass(of).newInstance(), getattr(types, kind)
            )
