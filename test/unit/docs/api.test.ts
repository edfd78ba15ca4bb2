import ts from "typescript";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkout } from "../../../scripts/cache.ts";
import { apiFolder, apiReference, filesIn } from "../../../scripts/docs/api.ts";

test("docs/api is what `npm run docs` writes", { timeout: 60_000 }, async () => {
  expect(filesIn(apiFolder)).toEqual(await apiReference());
});

const entry = join(checkout, "components/index.ts");
const { config } = ts.readConfigFile(join(checkout, "tsconfig.json"), (path) => ts.sys.readFile(path)) as {
  config: { compilerOptions: object };
};
const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, checkout);
const program = ts.createProgram([entry], options);
const checker = program.getTypeChecker();
const source = program.getSourceFile(entry);
const exported = (source && checker.getSymbolAtLocation(source)) ?? undefined;
const symbols = (exported ? checker.getExportsOfModule(exported) : []).map((symbol) =>
  symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol,
);
const interfaces = symbols.filter(({ flags }) => flags & ts.SymbolFlags.Interface);
const properties = interfaces.flatMap((symbol) =>
  checker
    .getDeclaredTypeOfSymbol(symbol)
    .getProperties()
    .map((property) => ({ of: symbol.name, property })),
);
const prose = (symbol: ts.Symbol): string => ts.displayPartsToString(symbol.getDocumentationComment(checker));
const tags = (symbol: ts.Symbol): Map<string, string> =>
  new Map(symbol.getJsDocTags(checker).map(({ name, text }) => [name, ts.displayPartsToString(text)]));

test("every component and every type that is exported is explained", () => {
  const silent = symbols.filter((symbol) => !symbol.name.endsWith("Args") && prose(symbol) === "");
  expect(silent.map(({ name }) => name)).toEqual([]);
  expect(interfaces.length).toBeGreaterThan(15);
});

test("every field of every exported type is explained", () => {
  const silent = properties.filter(({ property }) => prose(property) === "");
  expect(silent.map(({ of, property }) => `${of}.${property.name}`)).toEqual([]);
});

test("every argument of every component has an example, and a default where it may be left out", () => {
  const args = properties.filter(({ of }) => of.endsWith("Args"));
  expect(args.length).toBeGreaterThan(60);
  const missing = args.flatMap(({ of, property }) => {
    const optional = (property.flags & ts.SymbolFlags.Optional) !== 0;
    const wanted = ["example", ...(optional ? ["default"] : [])];
    return wanted.filter((tag) => !tags(property).get(tag)).map((tag) => `${of}.${property.name}: @${tag}`);
  });
  expect(missing).toEqual([]);
});
