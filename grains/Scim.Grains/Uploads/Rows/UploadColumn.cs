using Scim.GrainInterfaces.Uploads;
using Scim.Protocol.Paths;
using Scim.Protocol.Schema;

namespace Scim.Grains.Uploads.Rows;

/// <summary>A column of an upload and its meaning for a user: a closed set of cases.</summary>
/// <param name="Header">The header as written in the file.</param>
internal abstract record UploadColumn(string Header)
{
    /// <summary>A single value of the user, such as <c>name.givenName</c>.</summary>
    public sealed record Value(string Header, AttributePath Path, bool IsExtension) : UploadColumn(Header)
    {
        /// <inheritdoc/>
        public override string Target => Path.ToString();
    }

    /// <summary>The value of a multi-valued attribute that has a type, such as the work email address.</summary>
    public sealed record LabeledValue(string Header, string Attribute, string Label) : UploadColumn(Header)
    {
        /// <inheritdoc/>
        public override string Target => Attribute;
    }

    /// <summary>All email addresses.</summary>
    public sealed record Emails(string Header) : UploadColumn(Header)
    {
        /// <inheritdoc/>
        public override string Target => UploadColumns.Emails;
    }

    /// <summary>The groups that the user is to be a member of.</summary>
    public sealed record Groups(string Header) : UploadColumn(Header)
    {
        /// <inheritdoc/>
        public override string Target => UploadColumns.Groups;
    }

    /// <summary>A column of an upload result, which is ignored.</summary>
    public sealed record ResultColumn(string Header) : UploadColumn(Header)
    {
        /// <inheritdoc/>
        public override string Target => "";
    }

    /// <summary>The attribute, as error details of users name it; empty for none.</summary>
    public abstract string Target { get; }

    /// <summary>Parses a header.</summary>
    /// <param name="type">The resource type of the tenant's users.</param>
    /// <param name="header">The header.</param>
    /// <param name="problem">What is wrong with the header, or null.</param>
    public static UploadColumn? Parse(ResourceType type, string header, out string? problem)
    {
        problem = null;
        string name = header.Trim();
        if (IsNamed(UploadColumns.Groups))
            return new Groups(name);
        if (IsNamed(UploadColumns.Emails))
            return new Emails(name);
        if (UploadColumns.ResultColumns.Contains(name, StringComparer.OrdinalIgnoreCase))
            return new ResultColumn(name);
        if (UploadColumns.LabeledColumns.TryGetValue(name, out (string Attribute, string Label) target))
            return new LabeledValue(name, target.Attribute, target.Label);
        if (
            !PathResolver.TryResolve(
                type,
                UploadColumns.Aliases.GetValueOrDefault(name, name),
                out AttributePath? path,
                out string? unknown
            )
        )
            problem = unknown;
        else
            problem = ValidatePath(path);
        return problem is null ? new Value(name, path!, type.IsExtension(path!.Schema)) : null;

        bool IsNamed(string known) => name.Equals(known, StringComparison.OrdinalIgnoreCase);
    }

    private static string? ValidatePath(AttributePath path)
    {
        if (path.Leaf.Type == AttributeType.Complex)
            return $"'{path}' is a complex attribute: use a column for each sub-attribute, "
                + $"such as '{path}.{path.Leaf.SubAttributes[0].Name}'";
        if (path.Attribute.MultiValued || path.Leaf.MultiValued)
            return $"'{path}' is multi-valued and cannot be set by a cell";
        if (path.Attribute.Mutability == Mutability.ReadOnly || path.Leaf.Mutability == Mutability.ReadOnly)
            return $"'{path}' is read-only and set by the server";
        return path.Leaf.Mutability == Mutability.WriteOnly || path.Leaf.Returned == Returned.Never
            ? $"'{path}' is a secret attribute and cannot be uploaded"
            : null;
    }
}
