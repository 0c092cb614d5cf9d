import { greeting } from "shared";

console.log(greeting);
