using System.Globalization;
using Dapper;

namespace Scim.Storage.Sql;

/// <summary>Collects the values of a statement and generates the names of its parameters.</summary>
internal sealed class SqlParameters
{
    private int _count;

    /// <summary>The values for Dapper.</summary>
    public DynamicParameters Values { get; } = new();

    /// <summary>Adds a value.</summary>
    /// <returns>The name of the parameter, such as <c>@p0</c>.</returns>
    public string Add(object value)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"@p{_count++}");
        Values.Add(name, value);
        return name;
    }
}
