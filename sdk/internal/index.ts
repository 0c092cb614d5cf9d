/**
 * Everything that `pulumi-fastly-compute-local` may import from this package. Programs must not import it. Both
 * packages are published together, at one version: any change here may change the other package.
 *
 * @internal
 */
export { ComputeError } from "../errors";
export { catalogue } from "../errors/catalogue";
export { configPath, inShell } from "../errors/commands";
export { wildcardOf } from "../fastly/wildcard";
export { removeServiceId } from "../manifest/edit";
export { likelyName } from "../manifest/nearMiss";
export { formatToml, parseToml, type TomlTable } from "../manifest/toml";
export { openSourcesBeyond } from "../package/beyond";
export { archiveFilesHash } from "../package/readArchive";
export { plaintextSecrets } from "../policy/plaintextSecrets";
export { OPERATION_VARIABLE } from "../pulumi/operation";
export { type ProviderMajor, providerMajor } from "../pulumi/providerMajor";
export { countsAlways, findRoot, isInside, namesIn, type Root } from "../sources/root";
export { leavesOut } from "../sources/walk";
export { tryLock } from "../system/fileLock";
export { FILE_LIMITS, readRegularFile, readRegularText, whyUnread } from "../system/files";
export { limitTo } from "../system/parallel";
export { isAlive } from "../system/processes";
export { formsOf, fragmentsOf, hideFragments, linesOf } from "../system/secretTexts";
export { sha256 } from "../system/sha256";
export { trimmedEnd } from "../system/trim";
export { visibleLine, visibleText } from "../system/visible";
