using System.Text.RegularExpressions;

namespace Scim.Testing.Server;

/// <summary>
/// The information that the program prints when it starts. Parsing is tolerant: labels and layout may change.
/// </summary>
public sealed partial class StartupBanner(IReadOnlyList<string> lines)
{
    /// <summary>
    /// Whether the last line was printed. The lines arrive one by one, and the secrets come after the SCIM URL.
    /// </summary>
    public bool IsComplete => ContainsText("Press Ctrl+C to stop.");

    /// <summary>The SCIM URL of the tenant <c>demo</c>, or null.</summary>
    public string? ScimUrl => FindMatch(DemoUrlRegex());

    /// <summary>The secret token, or null if none was printed.</summary>
    public string? Token => FindMatch(TokenRegex());

    /// <summary>The dashboard's address, or null if none was printed.</summary>
    public string? Dashboard => FindMatch(DashboardUrlRegex());

    /// <summary>
    /// The operator key, or null if none was printed: the last word of at least 20 characters on a line that names it.
    /// </summary>
    public string? OperatorKey =>
        lines
            .Where(line => line.Contains("operator", StringComparison.OrdinalIgnoreCase))
            .SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .LastOrDefault(word => KeyRegex().IsMatch(word));

    /// <summary>Whether a line contains the text.</summary>
    public bool ContainsText(string text) => lines.Any(line => line.Contains(text, StringComparison.Ordinal));

    private string? FindMatch(Regex pattern) =>
        lines.Select(line => pattern.Match(line)).FirstOrDefault(match => match.Success)?.Value;

    [GeneratedRegex(@"https?://\S+/tenants/demo/scim/v2")]
    private static partial Regex DemoUrlRegex();

    [GeneratedRegex("scim_[A-Za-z0-9_-]{40,}")]
    private static partial Regex TokenRegex();

    [GeneratedRegex(@"https?://\S+/dashboard/?")]
    private static partial Regex DashboardUrlRegex();

    [GeneratedRegex(@"^[A-Za-z0-9_\-+/=]{20,}$")]
    private static partial Regex KeyRegex();
}
