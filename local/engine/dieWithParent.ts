/**
 * The variable with a file's name. At its end a program's process writes the CommonJS modules that it has loaded into
 * that file, as JSON.
 */
export const LOADED_VARIABLE = "FASTLY_COMPUTE_LOADED";

/**
 * A module for `node --import`. It ends the process when its parent is gone, for whatever reason. It also writes the
 * list of modules, when the variable above is set.
 */
export const DIE_WITH_PARENT =
  "data:text/javascript,import M from'node:module';import{writeFileSync}from'node:fs';" +
  "process.once('disconnect',()=>process.exit(1));process.channel.unref();" +
  `process.once('exit',()=>{const file=process.env.${LOADED_VARIABLE};` +
  "if(file)try{writeFileSync(file,JSON.stringify(Object.keys(M._cache)),{mode:0o600})}catch{}})";
