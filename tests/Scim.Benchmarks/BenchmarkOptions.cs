using System.Globalization;

namespace Scim.Benchmarks;

/// <summary>What the command line asks for.</summary>
internal sealed record BenchmarkOptions
{
    /// <summary>How to call the program.</summary>
    public const string Usage = """
        dotnet run -c Release --project tests/Scim.Benchmarks -- [options]
          --only a,b,...                 only these scenarios; default all that the storage has
          --storage sqlite|postgres|all  default all
          --quick                        short rounds and small tenants: a rough look in a few minutes; writes nothing unless --output is given
          --output FOLDER                where RESULTS.md and results.json are brought up to date; default tests/Scim.Benchmarks
          --rounds N, --seconds N        rounds of each contestant and their length
          --connections N                connections of the load generator; default 16
          --against PATH                 of the requests: the Scim.Silo.dll of another build to compare with, instead of the bare endpoint
          --list                         names the scenarios
        """;

    /// <summary>The scenarios to run; empty for all.</summary>
    public IReadOnlySet<string> ScenarioNames { get; init; } = new HashSet<string>();

    /// <summary>The storages to run on.</summary>
    public IReadOnlyList<StorageProvider> StorageProviders { get; init; } =
    [StorageProvider.Sqlite, StorageProvider.Postgres];

    /// <summary>Whether a rough look is enough.</summary>
    public bool IsQuick { get; init; }

    /// <summary>Whether only the names of the scenarios are wanted.</summary>
    public bool ShouldListScenarios { get; init; }

    /// <summary>Where results go; null for nowhere.</summary>
    public string? OutputPath { get; init; }

    /// <summary>Another build's silo program, or null.</summary>
    public string? ComparisonProgram { get; init; }

    /// <summary>Rounds of each contestant.</summary>
    public int RoundCount { get; init; } = 7;

    /// <summary>The length of a round in seconds.</summary>
    public int Seconds { get; init; } = 3;

    /// <summary>Connections of the load generator.</summary>
    public int Connections { get; init; } = 16;

    /// <summary>Reads the command line; null, with the reason printed, when it is wrong.</summary>
    public static BenchmarkOptions? Parse(string[] args, TextWriter errors)
    {
        var options = new BenchmarkOptions();
        bool quick = args.Contains("--quick"),
            chosen = false;
        if (quick)
            options = options with { IsQuick = true, RoundCount = 3, Seconds = 2 };
        for (int i = 0; i < args.Length; i++)
        {
            string? value = i + 1 < args.Length ? args[i + 1] : null;
            switch (args[i])
            {
                case "--quick":
                    continue;
                case "--list":
                    options = options with { ShouldListScenarios = true };
                    continue;
                case "--only" when value is not null:
                    options = options with { ScenarioNames = value.Split(',').ToHashSet() };
                    break;
                case "--storage" when value is "sqlite" or "postgres" or "all":
                    options = options with
                    {
                        StorageProviders = value switch
                        {
                            "sqlite" => [StorageProvider.Sqlite],
                            "postgres" => [StorageProvider.Postgres],
                            _ => options.StorageProviders,
                        },
                    };
                    break;
                case "--against" when File.Exists(value):
                    options = options with { ComparisonProgram = Path.GetFullPath(value) };
                    break;
                case "--output" when value is not null:
                    (options, chosen) = (
                        options with
                        {
                            OutputPath = Path.GetFullPath(value),
                        },
                        true
                    );
                    break;
                case "--rounds" when ParseNumber(value, 100) is { } rounds:
                    options = options with { RoundCount = rounds };
                    break;
                case "--seconds" when ParseNumber(value, 60) is { } seconds:
                    options = options with { Seconds = seconds };
                    break;
                case "--connections" when ParseNumber(value, 1000) is { } connections:
                    options = options with { Connections = connections };
                    break;
                default:
                    errors.WriteLine($"'{args[i]}' is not understood.\n{Usage}");
                    return null;
            }

            i++;
        }

        return chosen || quick || options.ComparisonProgram is not null
            ? options
            : options with
            {
                OutputPath = BuildPaths.ProjectFolder,
            };
    }

    private static int? ParseNumber(string? text, int max) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
        && number >= 1
        && number <= max
            ? number
            : null;
}
