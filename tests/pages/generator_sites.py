"""Small sites as a publisher has them, and how each generator builds its own."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from reporter.publishing.export_front import Kind

ROOT = Path(__file__).parents[2]
ASTRO = ROOT / ".tools" / "astro" / "node_modules"
"""Made by ``npm install --prefix .tools/astro astro@5 @astrojs/mdx@4``."""

_PAGE = """\
<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>
<body><article><h1>{title}</h1>
{content}
</article></body></html>
"""
_HUGO = 'baseURL = "https://desk.example/blog/"\ntitle = "Desk"\n'
_JEKYLL = "title: Desk\nbaseurl: /blog\n"
_ASTRO = """\
import { defineConfig } from 'astro/config';
import mdx from '@astrojs/mdx';
export default defineConfig({ site: 'https://desk.example', base: '/blog', integrations: [mdx()] });
"""
# The schema of the official blog template, made strict, and the line that drafts need.
_SCHEMA = """\
import { defineCollection, z } from 'astro:content';
import { glob } from 'astro/loaders';
const blog = defineCollection({
  loader: glob({ base: './src/content/blog', pattern: '**/*.{md,mdx}' }),
  schema: ({ image }) => z.object({
    title: z.string(),
    description: z.string(),
    pubDate: z.coerce.date(),
    updatedDate: z.coerce.date().optional(),
    heroImage: image().optional(),
    draft: z.boolean().default(false),
  }).strict(),
});
export const collections = { blog };
"""
_POSTS = """\
---
import { getCollection, render } from 'astro:content';
export async function getStaticPaths() {
  const posts = await getCollection('blog', ({ data }) => DRAFTS || !data.draft);
  return posts.map((post) => ({ params: { slug: post.id }, props: post }));
}
const { Content } = await render(Astro.props);
---
"""


@dataclass(frozen=True)
class Site:
    """A site's folder, and where its generator puts what it builds."""

    kind: Kind
    root: Path

    @property
    def out(self) -> Path:
        return self.root / "out"

    def build(self, *, drafts: bool) -> list[Path]:
        """Build the site anew; gives every page of an article."""
        shutil.rmtree(self.out, ignore_errors=True)
        command = {
            "hugo": ["hugo", "--destination", "out", *(["--buildDrafts"] if drafts else [])],
            "jekyll": ["jekyll", "build", "-d", "out", *(["--unpublished"] if drafts else [])],
            "astro": ["node", "node_modules/astro/astro.js", "build", "--outDir", "out"],
        }[self.kind]
        if self.kind == "astro":
            page = self.root / "src" / "pages" / "[...slug].astro"
            posts = _POSTS.replace("DRAFTS", str(drafts).lower())
            page.write_text(
                posts + _PAGE.format(title="{Astro.props.data.title}", content="<Content />")
            )
        done = subprocess.run(
            command, check=False, cwd=self.root, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stdout + done.stderr
        found = sorted(self.out.rglob("*.html"))
        return [path for path in found if "<article>" in path.read_text(encoding="utf-8")]


def new_site(kind: Kind, root: Path) -> Site:
    """An empty site; skips where the generator is not installed."""
    writers = {"hugo": _hugo, "jekyll": _jekyll, "astro": _astro}
    if kind == "astro":
        if not ASTRO.is_dir():
            pytest.skip("Astro is not in .tools/astro")
    elif shutil.which(kind) is None:
        pytest.skip(f"{kind} is not installed")
    for name, text in writers[kind]().items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    if kind == "astro":
        (root / "node_modules").symlink_to(ASTRO)
    return Site(kind=kind, root=root)


def _hugo() -> dict[str, str]:
    page = _PAGE.format(title="{{ .Title }}", content="{{ .Content }}")
    return {
        "hugo.toml": _HUGO,
        "layouts/_default/single.html": page,
        "layouts/_default/list.html": "<p>{{ .Title }}</p>",
    }


def _jekyll() -> dict[str, str]:
    page = _PAGE.format(title="{{ page.title | escape }}", content="{{ content }}")
    return {"_config.yml": _JEKYLL, "_layouts/post.html": page}


def _astro() -> dict[str, str]:
    return {
        "package.json": '{"type": "module", "private": true}\n',
        "astro.config.mjs": _ASTRO,
        "src/content.config.ts": _SCHEMA,
        "src/pages/index.astro": "<p>Desk</p>\n",
    }
