using Scim.Benchmarks;
using Scim.Benchmarks.Bare;

return args is ["bare", .. var rest] ? await BareProgram.Run(rest) : await BenchmarkProgram.Run(args);
