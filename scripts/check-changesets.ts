// `changeset status` compares with a base branch, which a fresh or shallow clone may lack. This
// asks for the release plan alone: it throws where a changeset does not parse or names a package
// that does not exist.
import getReleasePlan from "@changesets/get-release-plan";

const { changesets, releases } = await getReleasePlan(process.cwd());
for (const { id, summary } of changesets) {
  if (summary.trim() === "") throw new Error(`.changeset/${id}.md has no text`);
}
for (const { name, type, newVersion } of releases) {
  if (type !== "none") console.log(`${name} ${newVersion} (${type})`);
}
console.log(`${changesets.length} changesets`);
