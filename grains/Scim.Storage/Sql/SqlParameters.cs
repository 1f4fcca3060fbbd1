using System.Globalization;
using Dapper;

namespace Scim.Storage.Sql;

/// <summary>Collects a statement's values; hands out the names under which the SQL refers to them.</summary>
internal sealed class SqlParameters
{
    private int _count;

    /// <summary>The values, for Dapper.</summary>
    public DynamicParameters Values { get; } = new();

    /// <summary>Adds a value.</summary>
    public string Add(object value)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"@p{_count++}");
        Values.Add(name, value);
        return name;
    }
}
