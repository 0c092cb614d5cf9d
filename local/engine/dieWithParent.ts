/** Names the file that a program's process writes at its end: the CommonJS modules that it has loaded, as JSON. */
export const LOADED_VARIABLE = "FASTLY_COMPUTE_LOADED";

/**
 * A module for `node --import`: ends a process when the one that started it is gone, however that ended. Whoever set the
 * variable above is told of modules.
 */
export const DIE_WITH_PARENT =
  "data:text/javascript,import M from'node:module';import{writeFileSync}from'node:fs';" +
  "process.once('disconnect',()=>process.exit(1));process.channel.unref();" +
  `process.once('exit',()=>{const file=process.env.${LOADED_VARIABLE};` +
  "if(file)try{writeFileSync(file,JSON.stringify(Object.keys(M._cache)),{mode:0o600})}catch{}})";
