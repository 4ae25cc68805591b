#!/usr/bin/env python3
"""What `cmake --install` puts where, and that it works from there.

Arguments: the program cmake, the build folder.
"""

import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

CMAKE, BUILD = sys.argv[1:3]
sys.argv[1:] = []


def output_of(*command, **options):
    return subprocess.run([str(part) for part in command], check=True, capture_output=True,
                          text=True, **options).stdout


class Install(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.prefix = pathlib.Path(cls.folder.name)
        output_of(CMAKE, "--install", BUILD, "--prefix", cls.prefix)
        cls.program = cls.prefix / "bin" / "tessera"

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_program_runs_from_there_on_the_data_beside_it(self):
        self.assertRegex(output_of(self.program, "--version"), r"^tessera \d+\.\d+\.\d+ ")
        mesh = self.prefix / "share" / "tessera" / "meshes" / "two_regions.msh"
        case = self.prefix / "share" / "tessera" / "cases" / "layered_duct" / "case.toml"
        self.assertIn("checksum", output_of(self.program, "solve", mesh, "--config", case))

    def test_man_page_has_every_command_and_flag(self):
        page = (self.prefix / "share" / "man" / "man1" / "tessera.1").read_text(encoding="utf-8")
        self.assertTrue(page.startswith('.TH TESSERA 1 "" "tessera '))
        for part in (".SH TESSERA SOLVE", ".SH TESSERA BENCH", ".SS tessera mesh check",
                     "\\-\\-max\\-iterations", "\\-\\-trace"):
            self.assertIn(part, page)
        if shutil.which("man"):
            command = subprocess.run(["man", "--warnings", "-l", "-"], input=page, check=True,
                                     capture_output=True, text=True)
            self.assertEqual(command.stderr, "")

    def completions(self, *words):
        """What bash offers for the last of these words behind the program."""
        script = self.prefix / "share" / "bash-completion" / "completions" / "tessera"
        line = " ".join(f"'{word}'" for word in (self.program, *words))
        return output_of("bash", "-c", f"""
            source {script}
            COMP_WORDS=({line}); COMP_CWORD={len(words)}
            _tessera; printf '%s\\n' "${{COMPREPLY[@]}}" """, cwd=self.prefix).split()

    @unittest.skipUnless(shutil.which("bash"), "no bash")
    def test_completion_offers_commands_flags_and_values(self):
        self.assertLessEqual({"solve", "hex", "mesh", "info"}, set(self.completions("")))
        self.assertEqual(self.completions("sol"), ["solve"])
        self.assertEqual(self.completions("mesh", "gen"), ["generate"])
        self.assertEqual(self.completions("solve", "--max-i"), ["--max-iterations"])
        self.assertEqual(self.completions("hex", "--rows", "3", "--border", "per"), ["periodic"])
        self.assertEqual(self.completions("bench", "f"), ["fem"])
        self.assertEqual(self.completions("bench", "--fu"), ["--fuse"])
        self.assertEqual(self.completions("solve", "--operator", "m"), ["matrix-free"])
        self.assertEqual(self.completions("solve", "sha"), ["share"])


if __name__ == "__main__":
    unittest.main()
