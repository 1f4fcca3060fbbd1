using Scim.GrainInterfaces.Uploads;
using Scim.Protocol.Paths;
using Scim.Protocol.Schema;

namespace Scim.Grains.Uploads.Rows;

/// <summary>A column of an upload and what its cells say of a user: a closed set.</summary>
/// <param name="Header">The header as the file has it.</param>
internal abstract record UploadColumn(string Header)
{
    /// <summary>One value of the user, such as <c>name.givenName</c>.</summary>
    public sealed record Value(string Header, AttributePath Path, bool IsExtension)
        : UploadColumn(Header)
    {
        /// <inheritdoc/>
        public override string Target => Path.ToString();
    }

    /// <summary>The value of a list that has a label, such as the e-mail address at work.</summary>
    public sealed record LabelledValue(string Header, string Attribute, string Label)
        : UploadColumn(Header)
    {
        /// <inheritdoc/>
        public override string Target => Attribute;
    }

    /// <summary>All e-mail addresses.</summary>
    public sealed record Emails(string Header) : UploadColumn(Header)
    {
        /// <inheritdoc/>
        public override string Target => UploadColumns.Emails;
    }

    /// <summary>The groups that the user is to be in.</summary>
    public sealed record Groups(string Header) : UploadColumn(Header)
    {
        /// <inheritdoc/>
        public override string Target => UploadColumns.Groups;
    }

    /// <summary>What a result said of the row.</summary>
    public sealed record ResultColumn(string Header) : UploadColumn(Header)
    {
        /// <inheritdoc/>
        public override string Target => "";
    }

    /// <summary>The attribute, as errors of users name it; empty for none.</summary>
    public abstract string Target { get; }

    /// <summary>Reads a header.</summary>
    /// <param name="type">The tenant's users.</param>
    /// <param name="header">The header.</param>
    /// <param name="problem">What is wrong with it, or null.</param>
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
        if (
            UploadColumns.LabelledColumns.TryGetValue(
                name,
                out (string Attribute, string Label) place
            )
        )
            return new LabelledValue(name, place.Attribute, place.Label);
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
            return $"'{path}' has parts: use a column for each, such as '{path}.{path.Leaf.SubAttributes[0].Name}'";
        if (path.Attribute.MultiValued || path.Leaf.MultiValued)
            return $"'{path}' is a list, which a cell cannot hold";
        if (
            path.Attribute.Mutability == Mutability.ReadOnly
            || path.Leaf.Mutability == Mutability.ReadOnly
        )
            return $"'{path}' is set by the server alone";
        return path.Leaf.Mutability == Mutability.WriteOnly || path.Leaf.Returned == Returned.Never
            ? $"'{path}' is secret and cannot be uploaded"
            : null;
    }
}
