namespace Scim.Silo.Startup;

/// <summary>The information that is printed after a successful start.</summary>
public sealed record Banner
{
    /// <summary>The base URL of the process, without a trailing slash.</summary>
    public required string BaseUrl { get; init; }

    /// <summary>The location of the data: a label and a description.</summary>
    public required (string Label, string Text) StorageLocation { get; init; }

    /// <summary>The token of the tenant <c>demo</c>, or null if this is not the first start.</summary>
    public string? Token { get; init; }

    /// <summary>The generated operator key, or null when the key is configured or was shown before.</summary>
    public string? OperatorKey { get; init; }

    /// <summary>Prints the banner.</summary>
    public void WriteTo(TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.WriteLine("Orleans.Scim is running.");
        output.WriteLine();
        WriteLine(output, "SCIM URL", $"{BaseUrl}/tenants/{DemoTenantSeeder.TenantId}/scim/v2");
        if (Token is not null)
            WriteLine(output, "Secret token", $"{Token}   (shown once: keep it)");
        WriteLine(output, "Operator API", $"{BaseUrl}/operator");
        if (OperatorKey is not null)
            WriteLine(output, "Operator key", $"{OperatorKey}   (shown once: keep it)");
        WriteLine(output, "Dashboard", $"{BaseUrl}/dashboard   (user operator, password: the operator key)");
        WriteLine(output, StorageLocation.Label, StorageLocation.Text);
        output.WriteLine();
        output.WriteLine("Press Ctrl+C to stop.");
        output.Flush();
    }

    /// <summary>Returns the base URL. The secrets are never printed.</summary>
    public override string ToString() => $"Banner of {BaseUrl}";

    private static void WriteLine(TextWriter output, string label, string value) =>
        output.WriteLine($"  {label, -14} {value}");
}
