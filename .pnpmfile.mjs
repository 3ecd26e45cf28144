/** What a published manifest has that differs from the one in the repository. */
export const hooks = {
  beforePacking(manifest) {
    // Inside the workspace this condition makes every tool read the sources. See docs/decisions/0001.
    for (const entry of [manifest.exports, manifest.imports].flatMap((map) => Object.values(map ?? {}))) {
      delete entry["@lancetree/source"];
    }
    return { ...manifest, ...repositoryFields(manifest.name) };
  },
};

/** The address of the repository that the release runs in. npm checks it against the provenance of the package. */
function repositoryFields(name) {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository } = process.env;
  if (!server || !repository) return {};
  const address = `${server}/${repository}`;
  const directory = `packages/${name.replace("@lancetree/", "")}`;
  return {
    repository: { type: "git", url: `git+${address}.git`, directory },
    homepage: `${address}/tree/main/${directory}#readme`,
    bugs: `${address}/issues`,
  };
}
