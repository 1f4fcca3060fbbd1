using System.Diagnostics.CodeAnalysis;

namespace Scim.Conventions;

/// <summary>The program's command line.</summary>
internal sealed class Options
{
    public string Root { get; private set; } = Directory.GetCurrentDirectory();

    public bool IsVerbose { get; private set; }

    public bool Check { get; private set; }

    public bool Update { get; private set; }

    public bool Force { get; private set; }

    /// <summary>The metric whose places are to be printed, or null.</summary>
    public string? List { get; private set; }

    public static bool TryParse(string[] arguments, [NotNullWhen(true)] out Options? options)
    {
        Options parsed = new();
        options = null;
        Queue<string> rest = new(arguments);
        while (rest.TryDequeue(out string? argument))
        {
            switch (argument)
            {
                case "--verbose":
                    parsed.IsVerbose = true;
                    break;
                case "--check":
                    parsed.Check = true;
                    break;
                case "--update":
                    parsed.Update = true;
                    break;
                case "--force":
                    parsed.Force = true;
                    break;
                case "--list" when rest.TryDequeue(out string? metric):
                    parsed.List = metric;
                    break;
                case "--root" when rest.TryDequeue(out string? root):
                    parsed.Root = Path.GetFullPath(root);
                    break;
                default:
                    return false;
            }
        }

        options = parsed;
        return true;
    }
}
