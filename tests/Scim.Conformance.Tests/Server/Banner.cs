using System.Text.RegularExpressions;

namespace Scim.Conformance.Tests.Server;

/// <summary>What the program printed when it started, read tolerantly: labels and layout are its own affair.</summary>
public sealed partial class Banner(IReadOnlyList<string> lines)
{
    /// <summary>The SCIM URL of the tenant <c>demo</c>, or null.</summary>
    public string? ScimUrl => Match(DemoUrl());

    /// <summary>The secret token, or null where none was printed.</summary>
    public string? Token => Match(TokenText());

    /// <summary>The dashboard's address, or null.</summary>
    public string? Dashboard => Match(DashboardUrl());

    /// <summary>The operator key, or null where none was printed: the last word of at least 20 characters on the line that names it.</summary>
    public string? OperatorKey => lines.Where(line => line.Contains("operator", StringComparison.OrdinalIgnoreCase))
        .SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .LastOrDefault(word => KeyText().IsMatch(word));

    /// <summary>Whether some line contains the text.</summary>
    public bool Mentions(string text) => lines.Any(line => line.Contains(text, StringComparison.Ordinal));

    private string? Match(Regex pattern) =>
        lines.Select(line => pattern.Match(line)).FirstOrDefault(match => match.Success)?.Value;

    [GeneratedRegex(@"https?://\S+/tenants/demo/scim/v2")]
    private static partial Regex DemoUrl();

    [GeneratedRegex("scim_[A-Za-z0-9_-]{40,}")]
    private static partial Regex TokenText();

    [GeneratedRegex(@"https?://\S+/dashboard/?")]
    private static partial Regex DashboardUrl();

    [GeneratedRegex(@"^[A-Za-z0-9_\-+/=]{20,}$")]
    private static partial Regex KeyText();
}
